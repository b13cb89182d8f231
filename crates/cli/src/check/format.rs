//! The forms of a report.

use anyhow::Result;
use clap::ValueEnum;

use super::{github, html, junit, sarif, text, view::View};

/// How the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people at a terminal.
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0: code scanning of GitHub, VS Code.
    Sarif,
    /// One page, complete in itself.
    Html,
    /// Annotations of GitHub Actions.
    Github,
    /// JUnit XML: Jenkins, GitLab.
    Junit,
}

impl Format {
    pub(super) fn render(self, view: &View<'_>) -> Result<String> {
        Ok(match self {
            Self::Text => text::render(view),
            Self::Json => view.report.to_json(view.lang),
            Self::Sarif => sarif::render(view),
            Self::Html => html::render(view)?,
            Self::Github => github::render(view),
            Self::Junit => junit::render(view),
        })
    }
}
