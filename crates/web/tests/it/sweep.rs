//! Objects that no row names go; what a row names stays.

use tongguan_testkit::both;

use crate::support::{new_app, upload};

const DAY: i64 = 86_400_000;

both! {
    /// A crash between an object and its row leaves rubbish; a sweep removes it, and nothing else, after a day.
    async fn what_a_crash_left_is_swept(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "medical").await;
        let kept = upload(&owner, &id, "business_licence").await;
        let objects = app.ctx.objects();
        let (orphan, package) = ("material/01a00000000070008000000000000000", "package/00/00ff.zip");
        objects.put(orphan, "left behind".as_bytes().to_vec()).await.unwrap();
        objects.put(package, "left behind".as_bytes().to_vec()).await.unwrap();
        // The files carry the machine's time, the platform the test's.
        let written = objects.written_at(orphan).await.unwrap().unwrap().0;
        app.clock.advance(written + DAY / 2 - app.ctx.now().0);
        app.settle().await;
        assert!(objects.written_at(orphan).await.unwrap().is_some(), "too young to go");
        let owner = app.sign_in("owner@qinghuai.example").await;
        upload(&owner, &id, "qualification").await;
        app.clock.advance(3 * DAY);
        app.settle().await;
        for gone in [orphan, package] {
            assert_eq!(objects.written_at(gone).await.unwrap(), None);
        }
        assert!(objects.written_at(&format!("material/{kept}")).await.unwrap().is_some());
    }
}
