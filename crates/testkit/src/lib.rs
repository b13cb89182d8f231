//! Test support: a whole platform on a throw-away database with a frozen clock and seeded randomness.
//!
//! `both! { async fn name(app) { … } }` makes two tests, `name::sqlite` and `name::postgres`. The second reads
//! `TEST_PG_URL`; where it is not set the test fails if `REQUIRE_PG` is, and says so otherwise.

mod browser;
mod client;
mod clock;
mod entropy;
pub mod html;
pub mod licence;
mod path;
mod platform;
pub mod sample;

pub use browser::{Browser, Sent, Shown};
pub use client::{Answer, Client};
pub use clock::FrozenClock;
pub use entropy::SeededEntropy;
pub use path::{solve, solve_page, token};
pub use platform::{Backend, PASSWORD, TestApp};

/// One test body on both databases.
#[macro_export]
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[expect(unused_imports, reason = "a body may need nothing of its module")]
            use super::*;

            async fn body($app: &$crate::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let app = $crate::TestApp::new($crate::Backend::Sqlite).await;
                body(&app).await;
                app.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let app = $crate::TestApp::new($crate::Backend::Postgres).await;
                body(&app).await;
                app.finish().await;
            }
        }
    )*};
}
