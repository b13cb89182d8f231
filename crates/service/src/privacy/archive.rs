//! The export as a zip: the same JSON, with the pictures that the person uploaded.

use serde_json::json;
use tongguan_model::{actor::Actor, app::Right, event::Event, material::Material};
use tongguan_source::Source;
use tongguan_store::{Tx, app, material};

use super::export::export_in;
use crate::{Ctx, Error, Result, access, record, revision, transact};

/// Everything that is held on the caller's account as a zip. Each picture in it is a look that stays on record; what is over the
/// policy's size is named in `data.json` and fetched one by one.
pub async fn archive(ctx: &Ctx, actor: &Actor) -> Result<Vec<u8>> {
    let (held, pictures) = transact!(ctx, tx, gather(ctx, &mut tx, actor))?;
    let text = serde_json::to_vec_pretty(&held).map_err(Error::internal)?;
    let mut files = vec![("data.json".to_owned(), text)];
    for m in &pictures {
        let end = if m.media == "image/png" { "png" } else { "jpg" };
        let name = format!("materials/{}-{}.{end}", m.kind.as_str(), m.id);
        files.push((name, crate::material::bytes(ctx, &m.id).await?));
    }
    ctx.heavy().pictures.run(move || Source::from_files(files).to_zip()).await?.map_err(Error::internal)
}

async fn gather(ctx: &Ctx, tx: &mut Tx, actor: &Actor) -> Result<(serde_json::Value, Vec<Material>)> {
    let mut held = export_in(ctx, tx, actor).await?;
    let me = access::account(actor)?;
    let most = *revision::current(ctx, tx).await?.privacy.export_max_bytes;
    let (mut pictures, mut left_out, mut sum) = (Vec::new(), Vec::new(), 0);
    for found in app::list_of(tx, me).await? {
        let role = app::role_of(tx, &found.id, me).await?;
        if !role.is_some_and(|r| r.may(Right::Administer)) {
            continue;
        }
        for m in material::all_of(tx, &found.id).await?.into_iter().filter(|m| m.uploaded_by == *me) {
            if sum + m.bytes > most {
                left_out.push(json!(format!("/api/v1/apps/{}/materials/{}", found.id, m.id)));
                continue;
            }
            sum += m.bytes;
            let data = json!({ "kind": m.kind, "why": "export" });
            record(ctx, tx, actor, &[Event::new("material.viewed", &m.id, Some(&found.id), data)]).await?;
            pictures.push(m);
        }
    }
    held["left_out"] = left_out.into();
    Ok((held, pictures))
}
