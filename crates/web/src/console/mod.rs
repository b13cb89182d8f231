//! The web console: pages rendered by the server (askama), small swaps by htmx, in Chinese and English.
//!
//! # How to add a page
//!
//! 1. **Handler**, one file per page or family, `console/NAME.rs`, with its line in [`pages`]:
//!    ```ignore
//!    pub(super) fn pages() -> Vec<Page> {
//!        vec![
//!            Page::get("/apps/{app}/name", Access::Applicant, show),
//!            Page::post("/apps/{app}/name", Access::Applicant, submit), // .max_body(n) for files
//!        ]
//!    }
//!    async fn show(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>) -> Answer {
//!        let names = naming::list(&state.ctx, &visit.actor, &app).await?; // `?`: any service error becomes its page
//!        Ok(ok(&NamePage { s: visit.s, names, trouble: Trouble::default() }))
//!    }
//!    async fn submit(State(state): State<AppState>, visit: Visit, Path(app): Path<AppId>, form: Form) -> Answer {
//!        match naming::submit(&state.ctx, &visit.actor, &app, form.trim("name")).await {
//!            Ok(_) => Ok(Go::to(format!("/apps/{app}")).with(Flash::pass(bi("…", "…"))).into_response()),
//!            Err(error) => {
//!                let trouble = Trouble::of(error, &visit.s)?; // field errors and refusals stay on the form
//!                Ok(html(trouble.status(), &NamePage { s: visit.s, input: form, trouble, .. }))
//!            }
//!        }
//!    }
//!    ```
//!    [`Access`] says who may open it; rights inside an app are the use case's word. A page calls `service` only.
//!    An address in the navigation or on the track is linked as soon as its page is in the table (`nav.rs`, `track.rs`).
//! 2. **View**: `#[derive(Template)] #[template(path = "name.html")] struct NamePage { s: S, … }` and
//!    `templates/name.html`:
//!    ```text
//!    {% extends "base.html" %}
//!    {% import "ui.html" as ui %}
//!    {% block title %}{{ s.t("名称", "Name") }}{% endblock %}
//!    {% block main %}<h1>…</h1>
//!    {% call ui::summary(s, trouble) %}{% endcall %}
//!    <form method="post">{% call ui::token(s) %}{% endcall %}
//!    {% call ui::field(s, trouble, "name", s.t("名称", "Name")) %}<input class="input" id="name" name="name" value="{{ input.get("name") }}"{% if trouble.has("name") %} aria-invalid="true"{% endif %}>{% endcall %}
//!    <button class="btn btn--main">…</button></form>
//!    {% endblock %}
//!    ```
//!    Blocks: `title`, `body_class` (`wide` at the desk), `main_class`, `head`, `main`, `after` (decision bar).
//!    Texts: `s.t("中文", "English")`, a [`Bilingual`](tongguan_model::text::Bilingual) by `s.say(x)`; times by `s.moment`, `s.day`, `s.due`, `s.today`;
//!    `s.number`, `s.money`, `s.who_name`, `s.role_name`. Parts in `ui.html`: token, summary, field, errors, rules,
//!    shape, icon, empty, new_password, track, turn, strip, capability, timeline, pages (`pager::Pager`). A new part used by two pages goes there.
//! 3. **What users typed** (titles, names, e-mails, reasons) stands in `<bdi>`: English pages may hold Chinese only
//!    there, in `lang="zh-CN"`, in values of controls and in `<title>`. No `style=`, no `on…=`, no inline script (CSP). Every
//!    `<form method="post">` holds `ui::token`. A POST lives at the address of a GET, so that the language switch works.
//! 4. **htmx** only swaps what the same address renders: `hx-get="/x" hx-select="#part" hx-target="#part"
//!    hx-swap="outerHTML"`. There are no fragment routes.
//! 5. **Secrets** (a token shown once) are rendered by the POST itself, never put into a [`Flash`].
//! 6. **Test** with `testkit::Browser`: it keeps cookies, sends the form token of the last page, and checks every page it is
//!    given, in both languages (well-formed, one `h1`, labels, known classes and icons, no inline style, language).

mod activate;
mod admission;
mod app_home;
mod apps;
mod asset;
mod bind;
mod certification;
mod cookie;
mod desk;
mod face;
mod flash;
mod form;
mod guard;
mod landing;
mod markdown;
mod me;
mod my_data;
mod nav;
mod oops;
mod ops;
mod page;
pub mod pager;
mod paper;
mod payments;
mod qualifications;
pub mod record;
mod release;
pub mod report;
mod reset;
mod rules;
mod setup;
mod shell;
mod signin;
mod signup;
mod strip;
#[cfg(test)]
mod stylesheet;
pub mod track;
mod version;
mod versions;
mod visit;

// Pages of one app.
mod capabilities;
mod data_plan;
mod deposits;
mod domains;
mod frame;
mod handover;
mod looks;
mod members;
mod name;
mod settings;
mod siblings;
mod subject;
mod watch;

pub use page::Page;

pub(crate) use asset::routes as assets;
pub use flash::{Flash, Go, inside};
pub use form::{Form, Upload};
pub(crate) use guard::nowhere;
pub use oops::{Answer, Oops, Trouble};
pub use shell::{Link, Person, S, Shell, Theme, html, ok};
pub(crate) use visit::Visit;

/// Every page and form of the console.
pub fn pages() -> Vec<Page> {
    [
        landing::pages(),
        admission::pages(),
        signup::pages(),
        activate::pages(),
        signin::pages(),
        reset::pages(),
        setup::pages(),
        bind::pages(),
        me::pages(),
        my_data::pages(),
        apps::pages(),
        subject::pages(),
        qualifications::pages(),
        name::pages(),
        settings::pages(),
        domains::pages(),
        capabilities::pages(),
        deposits::pages(),
        members::pages(),
        handover::pages(),
        looks::pages(),
        siblings::pages(),
        data_plan::pages(),
        app_home::pages(),
        payments::pages(),
        face::pages(),
        certification::pages(),
        desk::pages(),
        versions::pages(),
        version::pages(),
        release::pages(),
        watch::pages(),
        rules::pages(),
        ops::pages(),
    ]
    .concat()
}
