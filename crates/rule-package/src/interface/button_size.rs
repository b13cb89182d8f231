//! `button-size`.

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use super::{
    left_out,
    survey::because,
    touch_target::{evidence, size},
};
use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Measures `<button>`s at a screen 375 px wide: width, height, padding, strokes and `box-sizing` in px or rpx, the height
    /// of a line of text, least and greatest sizes, and what the platform draws by itself (`size="mini"`, `"style": "v2"`).
    /// Only a button that is too small in any case is reported; where its content or the layout around decides, nothing is said.
    ///
    /// ## Why
    /// REV-3: a button is at least 88 by 32 px, so that a finger meets it.
    ///
    /// ## Fail example
    /// `.pay { width: 120rpx; height: 48rpx; }`: 60 by 24 px.
    ///
    /// ## Pass example
    /// `.pay { width: 240rpx; height: 80rpx; }`: 120 by 40 px.
    ///
    /// ## References
    /// REV-3.
    pub(crate) static META = {
        slug: "button-size", code: "INT002", group: Interface, severity: Error, requirement: "REV-3", since: "0.1.0",
    };
}

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let review = &app.input.policy.review;
    let (width, height, screen) =
        (*review.button_width_px, *review.button_height_px, *review.reference_width_px);
    let survey = app.survey();
    for small in &survey.buttons {
        let Some(doc) = app.doc(&small.place.path) else { continue };
        let measured = size(small);
        let draft = sink
            .report(
                &META,
                doc,
                small.place.bytes.clone(),
                bi(
                    format!("按钮为 {measured}（屏宽 {screen} px），小于 {width}×{height} px。"),
                    format!(
                        "The button is {measured} on a screen {screen} px wide, below {width}×{height} px."
                    ),
                ),
                bi("加大按钮的宽或高。", "Make the button wider or higher."),
            )
            .measured(measured, format!("{width}×{height} px"))
            .evidence(evidence(small, width, height));
        because(app, draft, &small.because);
    }
    left_out(app, survey.exhausted, &META, sink);
}
