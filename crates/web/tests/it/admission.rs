//! The look-up before registration (PRE-5, PRE-6).

use serde_json::json;
use tongguan_testkit::both;

both! {
    /// Without an account one learns materials, what is closed, time and cost.
    async fn anybody_may_look_up(app) {
        let client = app.anonymous();
        let found = client.get("/api/v1/admission?subject=enterprise&industry=medical").await.done().json;
        assert_eq!((&found["admitted"], &found["fee_cents"]), (&json!(true), &json!(30_000)));
        assert_eq!((&found["days_min"], &found["days_max"]), (&json!(3), &json!(5)));
        assert_eq!(found["materials"], json!(["business_licence"]));
        assert_eq!(found["qualifications"], json!([["医疗机构执业许可证"], ["中医诊所备案证"]]));
        let person = client.get("/api/v1/admission?subject=individual&industry=medical&lang=zh").await.done().json;
        assert_eq!(person["admitted"], false);
        assert!(person["refused"].as_str().unwrap().contains("医疗服务"));
        assert!(person["closed"].as_array().unwrap().iter().any(|c| c["rule"] == "PRE-2"));
        assert!(person["fee_cents"].is_null());
    }

    /// PRE-1: a sub-type has papers of its own; one of another type is named with what there is.
    async fn a_sub_type_has_its_own_papers(app) {
        let client = app.anonymous();
        let of = async |asked: &str| {
            client.get(&format!("/api/v1/admission?industry=tools&subject={asked}")).await.done().json
        };
        let company = of("enterprise").await;
        assert_eq!((&company["subtype"], &company["materials"]), (&json!("company"), &json!(["business_licence"])));
        assert_eq!(company["subtypes"], json!(["company", "sole_trader", "other_organisation"]));
        let other = of("enterprise&subtype=other_organisation").await;
        assert_eq!(other["materials"], json!(["organisation_certificate"]));
        let answer = client.get("/api/v1/admission?subject=government&subtype=company&industry=tools").await;
        assert_eq!((answer.problem().as_str(), answer.fields()), ("422 invalid", vec!["subtype:unknown-subtype".into()]));
    }

    /// Wrong keys are named together.
    async fn wrong_keys_are_named(app) {
        let answer = app.anonymous().get("/api/v1/admission?subject=robot&industry=moon").await;
        assert_eq!(answer.fields(), ["subject:unknown-subject-type", "industry:unknown-industry"]);
    }

    /// Every industry of the catalogue can be looked up for every type.
    async fn the_catalogue_is_complete(app) {
        let client = app.anonymous();
        let all = client.get("/api/v1/industries").await.done().json;
        assert!(all.as_array().unwrap().len() > 10);
        for industry in all.as_array().unwrap() {
            let key = industry["key"].as_str().unwrap();
            for subject in ["individual", "enterprise", "government", "hk_mo_tw", "overseas"] {
                let path = format!("/api/v1/admission?subject={subject}&industry={key}");
                let found = client.get(&path).await.done().json;
                let closed = industry["closed_to"].as_array().unwrap().iter().any(|t| t == subject);
                assert_eq!(found["admitted"], !closed, "{path}");
            }
        }
    }
}
