//! What the index is measured beside: PostgreSQL's trigrams, the crate `symspell`, and an edit distance over every name.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// The edit distance of the crate `strsim` to every name: no index, no memory, nothing is missed within two edits.
pub(crate) fn scan(names: &[String], asked: &str) -> usize {
    names.iter().filter(|n| strsim::osa_distance(n, asked) <= 2).count()
}

/// Symmetric deletes of the crate `symspell`, at most two edits.
pub(crate) struct Symmetric(symspell::SymSpell<symspell::UnicodeStringStrategy>);

impl Symmetric {
    pub(crate) fn load(names: &[String]) -> Self {
        let mut all = symspell::SymSpell::default();
        for name in names {
            all.load_dictionary_line(&format!("{name}\t1"), 0, 1, "\t");
        }
        Self(all)
    }

    pub(crate) fn search(&self, asked: &str) -> usize {
        self.0.lookup(asked, symspell::Verbosity::All, 2).len()
    }
}

/// A session of `psql` with the names in a table under a trigram index.
pub(crate) struct Trigrams {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Trigrams {
    /// Loads the names; says how long that took and how large table and index are.
    pub(crate) fn load(url: &str, names: &[String]) -> std::io::Result<(Self, String)> {
        let mut child = Command::new("psql")
            .args(["-qAtX", "-v", "ON_ERROR_STOP=1", url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let (Some(to), Some(from)) = (to, from) else {
            return Err(std::io::Error::other("psql has no pipes"));
        };
        let mut this = Self { child, to, from: BufReader::new(from) };
        let begin = std::time::Instant::now();
        // Where characters are told by ASCII alone (`C`), Chinese has no trigrams.
        this.to.write_all(
            b"drop database if exists bench_names;\ncreate database bench_names template template0 lc_collate 'C' lc_ctype 'C.UTF-8';\n",
        )?;
        this.to.write_all(b"\\c bench_names\ncreate extension pg_trgm;\n")?;
        this.to.write_all(
            b"create unlogged table bench_names (name text not null);\ncopy bench_names from stdin;\n",
        )?;
        for name in names {
            writeln!(this.to, "{name}")?;
        }
        this.to.write_all(
            b"\\.\ncreate index on bench_names using gin (name gin_trgm_ops);\nanalyze bench_names;\n",
        )?;
        this.to.write_all(b"set pg_trgm.similarity_threshold = 0.4;\n")?;
        let size = this.ask("select pg_total_relation_size('bench_names') / 1000000")?;
        let size = size.first().cloned().unwrap_or_default();
        Ok((this, format!("loaded in {:.1} s, {size} MB", begin.elapsed().as_secs_f64())))
    }

    fn ask(&mut self, query: &str) -> std::io::Result<Vec<String>> {
        writeln!(self.to, "{query};\n\\echo :end:")?;
        self.to.flush()?;
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.from.read_line(&mut line)? == 0 {
                return Err(std::io::Error::other("psql ended"));
            }
            match line.trim_end() {
                ":end:" => return Ok(lines),
                other => lines.push(other.to_owned()),
            }
        }
    }

    /// The likest names.
    pub(crate) fn search(&mut self, asked: &str) -> std::io::Result<usize> {
        let asked = asked.replace('\'', "''");
        let query = format!(
            "select name from bench_names where name % '{asked}' order by similarity(name, '{asked}') desc limit 20"
        );
        Ok(self.ask(&query)?.len())
    }
}

impl Drop for Trigrams {
    fn drop(&mut self) {
        let _ = self.ask("\\c postgres\ndrop database bench_names");
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
