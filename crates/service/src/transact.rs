//! The one place that retries a transaction.

/// How often a transaction is run before its conflict is reported.
pub(crate) const ATTEMPTS: u32 = 12;

/// Waits a little before the next attempt: longer each time, spread by randomness.
pub(crate) async fn pause(ctx: &crate::Ctx, attempt: u32) {
    let spread = u64::from(ctx.random::<1>()[0]);
    tokio::time::sleep(std::time::Duration::from_millis(
        (u64::from(attempt) * 8 * spread / 128).min(200) + 1,
    ))
    .await;
}

/// Runs a body in a write transaction and commits; a serialisation conflict runs it again.
///
/// `transact!(ctx, tx, body(ctx, &mut tx, …))`: the body is an expression (usually a call of an `async fn`
/// that takes `&mut Tx`) which yields `Result<T>`; it must not have effects outside the transaction.
#[macro_export]
macro_rules! transact {
    ($ctx:expr, $tx:ident, $body:expr) => {{
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut $tx = $ctx.store().write().await?;
            let outcome = match $body.await {
                Ok(value) => $tx.commit().await.map(|()| value).map_err($crate::Error::from),
                Err(error) => {
                    drop($tx);
                    Err(error)
                }
            };
            match outcome {
                Err($crate::Error::Retry) if attempt < $crate::transact::ATTEMPTS => {
                    $crate::transact::pause($ctx, attempt).await;
                }
                other => break other,
            }
        }
    }};
}
