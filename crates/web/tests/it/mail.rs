//! Mail by SMTP: handed to a server, tried again, given up; against a server that speaks the protocol.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tongguan_model::{message::MessageState, text::Lang};
use tongguan_service::{
    Clock, Config, Ctx, Entropy, Keys, Parts, SmsConfig,
    account::{Register, register},
    job, message,
};
use tongguan_store::objects::Objects;
use tongguan_testkit::{FrozenClock, PASSWORD, SeededEntropy, TestApp, both, token};

#[derive(Debug)]
struct SharedClock(Arc<FrozenClock>);

impl Clock for SharedClock {
    fn now(&self) -> tongguan_model::time::Millis {
        self.0.now()
    }
}

/// Two platforms on one database must not draw the same numbers.
static SEED: AtomicU64 = AtomicU64::new(11);

/// The platform again on the same database, with a mail server.
fn with_smtp(app: &TestApp, port: u16) -> Ctx {
    with(
        app,
        Config {
            public_url: "https://gate.example".into(),
            operator_name: "Gate".into(),
            smtp_url: Some(format!("smtp://127.0.0.1:{port}")),
            mail_from: "gate@gate.example".into(),
            ..Config::default()
        },
    )
}

/// The platform again on the same database and keys, configured otherwise.
pub(crate) fn with(app: &TestApp, config: Config) -> Ctx {
    let mut master = [0; 32];
    SeededEntropy::new(7).fill(&mut master);
    Ctx::new(Parts {
        store: app.ctx.store().clone(),
        objects: Objects::local(&std::env::temp_dir()).unwrap(),
        clock: Arc::new(SharedClock(app.clock.clone())),
        entropy: Arc::new(SeededEntropy::new(SEED.fetch_add(1, Relaxed))),
        keys: Keys::derive(&master),
        config,
    })
}

/// Speaks SMTP with one client; answers `RCPT TO` with `rcpt`.
async fn talk(stream: TcpStream, rcpt: &'static str, box_: Arc<Mutex<Vec<String>>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mail.example\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let answer = match line.split_whitespace().next().unwrap_or_default() {
            "EHLO" => "250 mail.example",
            "RCPT" => rcpt,
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut mail).await?;
                }
                box_.lock().unwrap().push(mail);
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

async fn server(listener: TcpListener, rcpt: &'static str) -> Arc<Mutex<Vec<String>>> {
    let box_ = Arc::new(Mutex::new(Vec::new()));
    let kept = box_.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = talk(stream, rcpt, kept.clone()).await;
        }
    });
    box_
}

async fn sign_up(app: &TestApp, ctx: &Ctx) {
    let input = Register {
        email: "lin@qinghuai.example".into(),
        password: PASSWORD.into(),
        pass: app.pass().await,
        lang: Lang::En,
    };
    register(ctx, &input).await.unwrap();
}

async fn newest(app: &TestApp, ctx: &Ctx) -> message::Opened {
    let operator = tongguan_service::session::sign_in(ctx, "operator@example.com", PASSWORD, "t").await;
    if operator.is_err() {
        app.operator().await;
    }
    let signed =
        tongguan_service::session::sign_in(ctx, "operator@example.com", PASSWORD, "t").await.unwrap();
    let actor = tongguan_service::session::of_token(ctx, &signed.token).await.unwrap().unwrap().actor();
    let list = message::list(ctx, &actor, None, Some("lin@qinghuai.example"), 1).await.unwrap();
    message::open(ctx, &actor, &list[0].id).await.unwrap()
}

both! {
    /// A server that is down is tried again; once it took the mail, the text is no longer kept.
    async fn mail_waits_for_its_server(app) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let ctx = with_smtp(app, port);
        sign_up(app, &ctx).await;
        job::drain(&ctx, 50).await.unwrap();
        let waiting = newest(app, &ctx).await;
        assert_eq!((waiting.message.state, waiting.message.attempts), (MessageState::Waiting, 1));
        let link = token(&waiting.body.unwrap(), "activate");

        let mails = server(TcpListener::bind(("127.0.0.1", port)).await.unwrap(), "250 ok").await;
        job::drain(&ctx, 50).await.unwrap();
        assert!(mails.lock().unwrap().is_empty(), "not before the pause is over");
        app.clock.advance(10_000);
        job::drain(&ctx, 50).await.unwrap();
        let sent = newest(app, &ctx).await;
        assert_eq!((sent.message.state, sent.body), (MessageState::Sent, None));
        let mail = mails.lock().unwrap().join("");
        assert!(mail.contains("To: lin@qinghuai.example") && mail.contains(&format!("/activate/{link}")), "{mail}");
        assert!(mail.contains(&format!("{}@tongguan", sent.message.id)), "{mail}");
        app.clock.advance(3_600_000);
        job::drain(&ctx, 50).await.unwrap();
        assert_eq!(mails.lock().unwrap().len(), 1, "sent once");
    }

    /// A recipient that the server refuses for good is given up at once, and the log says so without the address.
    async fn a_refused_recipient_is_given_up(app) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let ctx = with_smtp(app, listener.local_addr().unwrap().port());
        let mails = server(listener, "550 no such user lin@qinghuai.example").await;
        sign_up(app, &ctx).await;
        job::drain(&ctx, 50).await.unwrap();
        let failed = newest(app, &ctx).await;
        assert_eq!(failed.message.state, MessageState::Failed);
        assert_eq!(failed.message.last_error.as_deref(), Some("mail server: code 550"));
        app.clock.advance(3_600_000);
        job::drain(&ctx, 50).await.unwrap();
        assert!(mails.lock().unwrap().is_empty());
    }

    /// A code goes to the SMS service with its template's variable; a fault of the service is tried again.
    async fn codes_go_to_the_sms_service(app) {
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = seen.clone();
        let answer = move |request: axum::extract::Request| async move {
            let signed = request.headers()["authorization"].to_str().unwrap().starts_with("ACS3-HMAC-SHA256 ");
            let mut calls = kept.lock().unwrap();
            calls.push(format!("{signed} {}", request.uri()));
            if calls.len() == 1 { r#"{"Code":"isp.SYSTEM_ERROR"}"# } else { r#"{"Code":"OK","BizId":"1"}"# }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(axum::routing::post(answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let sms = SmsConfig {
            endpoint,
            key_id: "id".into(),
            key_secret: "secret".into(),
            sign_name: "通关".into(),
            template: "SMS_1".into(),
        };
        let ctx = with(app, Config { sms: Some(sms), ..Config::default() });
        app.applicant("lin@qinghuai.example").await;
        let signed = tongguan_service::session::sign_in(&ctx, "lin@qinghuai.example", PASSWORD, "t").await.unwrap();
        let me = tongguan_service::session::of_token(&ctx, &signed.token).await.unwrap().unwrap().actor();
        let ticket = tongguan_service::phone::open(&ctx, &me).await.unwrap();
        tongguan_service::phone::send_code(&ctx, &ticket.token, "13800138000").await.unwrap();
        job::drain(&ctx, 50).await.unwrap();
        app.clock.advance(10_000);
        job::drain(&ctx, 50).await.unwrap();
        app.clock.advance(3_600_000);
        job::drain(&ctx, 50).await.unwrap();
        let calls = seen.lock().unwrap().clone();
        assert_eq!(calls.len(), 2, "{calls:?}");
        let last = &calls[1];
        for part in ["true ", "PhoneNumbers=13800138000", "SignName=%E9%80%9A%E5%85%B3", "TemplateCode=SMS_1"] {
            assert!(last.contains(part), "{part} in {last}");
        }
        assert!(last.contains("TemplateParam=%7B%22code%22%3A%22"), "{last}");
    }
}
