//! Published vectors of `transparency-dev/merkle` (Apache-2.0): good proofs, and each of the ways in which one can be wrong.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tongguan_ledger::{Hash, verify_consistency, verify_inclusion};

fn cases(kind: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("vectors/merkle.json")).expect("the vectors");
    all[kind].as_array().expect("a list").clone()
}

/// `None` for what is no hash: our types do not let it in. What says "don't care" stands for one.
fn hash(text: &Value) -> Option<Hash> {
    let mut bytes = STANDARD.decode(text.as_str()?).ok()?;
    if bytes.starts_with(b"don't care") {
        bytes.resize(32, 0);
    }
    bytes.try_into().ok()
}

fn path(list: &Value) -> Option<Vec<Hash>> {
    list.as_array().map_or(Some(Vec::new()), |all| all.iter().map(hash).collect())
}

fn number(case: &Value, key: &str) -> u64 {
    case[key].as_u64().unwrap_or_else(|| panic!("{key} in {case}"))
}

#[test]
fn inclusion() {
    let cases = cases("inclusion");
    assert_eq!(cases.len(), 98);
    for case in cases {
        let judged = (|| {
            let (leaf, root, path) = (hash(&case["leafHash"])?, hash(&case["root"])?, path(&case["proof"])?);
            verify_inclusion(&leaf, number(&case, "leafIdx"), number(&case, "treeSize"), &path, &root).ok()
        })();
        assert_eq!(judged.is_none(), case["wantErr"].as_bool().unwrap(), "{}", case["file"]);
    }
}

#[test]
fn consistency() {
    let cases = cases("consistency");
    assert_eq!(cases.len(), 98);
    for case in cases {
        let judged = (|| {
            let (old, new, path) = (hash(&case["root1"])?, hash(&case["root2"])?, path(&case["proof"])?);
            verify_consistency((number(&case, "size1"), &old), (number(&case, "size2"), &new), &path).ok()
        })();
        assert_eq!(judged.is_none(), case["wantErr"].as_bool().unwrap(), "{}", case["file"]);
    }
}
