//! The two databases have the same schema: the same tables, columns, nullability and unique keys.

use std::collections::{BTreeMap, BTreeSet};

/// Column name to (type, not null).
type Table = BTreeMap<String, (String, bool)>;

/// Reads the `create table` statements of a folder of migrations. Both folders are written in the shared subset
/// (TEXT, BIGINT, BOOLEAN, BLOB/BYTEA), so that their statements can be compared word by word.
fn schema(dir: &str) -> (BTreeMap<String, Table>, BTreeSet<String>) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(dir);
    let mut files: Vec<_> =
        std::fs::read_dir(root).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let (mut tables, mut rest) = (BTreeMap::new(), BTreeSet::new());
    for file in files {
        let sql = std::fs::read_to_string(file).expect("text");
        let sql: String =
            sql.lines().map(|l| l.split("--").next().unwrap_or("")).collect::<Vec<_>>().join(" ");
        for statement in sql.split(';') {
            let words = statement.split_whitespace().collect::<Vec<_>>().join(" ");
            if words.is_empty() {
                continue;
            }
            let words = words.to_lowercase().replace("bytea", "blob");
            let Some(body) = words.strip_prefix("create table ") else {
                rest.insert(words);
                continue;
            };
            let (name, columns) = body.split_once('(').expect("columns");
            tables.insert(name.trim().to_owned(), columns_of(columns.trim_end_matches(" strict")));
        }
    }
    (tables, rest)
}

fn columns_of(text: &str) -> Table {
    let mut table = Table::new();
    let (mut depth, mut part) = (0, String::new());
    for c in text.chars().chain([',']) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth <= 0 {
            let words: Vec<_> = part.split_whitespace().collect();
            if let [name, kind, more @ ..] = words.as_slice() {
                table.insert((*name).to_owned(), ((*kind).to_owned(), more.join(" ").contains("not null")));
            }
            part.clear();
        } else {
            part.push(c);
        }
    }
    table
}

#[test]
fn both_databases_have_the_same_tables_columns_and_indexes() {
    for (sqlite, postgres) in [("sqlite", "postgres"), ("telemetry_sqlite", "telemetry_postgres")] {
        let (left, left_rest) = schema(sqlite);
        let (right, right_rest) = schema(postgres);
        assert!(!left.is_empty(), "{sqlite} has tables");
        assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>(), "tables of {sqlite}");
        for (name, columns) in &left {
            let other = &right[name];
            assert_eq!(
                columns.keys().collect::<Vec<_>>(),
                other.keys().collect::<Vec<_>>(),
                "columns of {name}"
            );
            for (column, shape) in columns {
                assert_eq!(shape.1, other[column].1, "nullability of {name}.{column}");
            }
        }
        assert_eq!(left_rest, right_rest, "indexes and other statements of {sqlite}");
    }
}
