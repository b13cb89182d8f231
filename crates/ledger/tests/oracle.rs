//! Against independent implementations of the same formats (`tlog_tiles`, `signed_note`): each makes what the other reads.

use std::{collections::BTreeMap, sync::LazyLock};

use proptest::prelude::*;
use signed_note::{StandardVerifier, VerifierList};
use tlog_tiles::{Error, Hash as Theirs, HashReader, check_record, check_tree, prove_record, prove_tree};
use tongguan_ledger::{
    Checkpoint, Edge, Hash, KeyKind, Note, Receipt, ReceiptError, Signer, Tile, consistency, inclusion, leaf,
    verify_consistency, verify_inclusion,
};

/// Their storage: a list of hashes in an order of their own.
#[derive(Default)]
struct Stored(Vec<Theirs>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Theirs>, Error> {
        Ok(indexes.iter().map(|i| self.0[*i as usize]).collect())
    }
}

struct Log {
    edge: Edge,
    tiles: BTreeMap<Tile, Vec<Hash>>,
    roots: Vec<Hash>,
    stored: Stored,
}

fn entry(n: u64) -> Vec<u8> {
    format!("entry {n}").into_bytes()
}

impl Log {
    fn of(size: u64) -> Self {
        let mut log = Self {
            edge: Edge::default(),
            tiles: BTreeMap::new(),
            roots: vec![Edge::default().root()],
            stored: Stored::default(),
        };
        for n in 0..size {
            let Self { edge, tiles, .. } = &mut log;
            edge.push(leaf(&entry(n)), |tile, hashes| drop(tiles.insert(tile, hashes.to_vec())));
            log.roots.push(log.edge.root());
            let more = tlog_tiles::stored_hashes(n, &entry(n), &log.stored).unwrap();
            log.stored.0.extend(more);
        }
        log.tiles.extend(log.edge.partial().map(|(tile, hashes)| (tile, hashes.to_vec())));
        log
    }

    /// Its tiles as they are at a smaller size: those that the specification says a log of that size has.
    fn at(&self, size: u64) -> BTreeMap<Tile, Vec<Hash>> {
        let mut tiles = BTreeMap::new();
        for (tile, hashes) in &self.tiles {
            if let Some(then) = Tile::of(tile.level, tile.index, size) {
                tiles.insert(then, hashes[..usize::from(then.width)].to_vec());
            }
        }
        tiles
    }
}

/// One log for all proofs; what belongs to a smaller size is taken from it.
static LOG: LazyLock<Log> = LazyLock::new(|| Log::of(1_500));

fn theirs(hashes: &[Hash]) -> Vec<Theirs> {
    hashes.iter().map(|h| Theirs(*h)).collect()
}

#[test]
fn roots_tiles_and_proofs_are_the_same() {
    let log = Log::of(3_000);
    let size = log.edge.size();
    for tile in tlog_tiles::Tile::new_tiles(8, 0, size) {
        let data = tile.read_data(&log.stored).unwrap();
        let path = tile.path();
        let ours = Tile::parse(path.strip_prefix("tile/8/").or(path.strip_prefix("tile/")).unwrap());
        let ours = ours.unwrap_or_else(|| panic!("{path}"));
        assert_eq!(log.tiles.get(&ours).map(|h| h.concat()), Some(data), "{path}");
    }
    for n in [0, 1, 2, 255, 256, 257, 511, 512, 2_048, 2_999, 3_000] {
        let root = tlog_tiles::tree_hash(n, &log.stored).unwrap();
        assert_eq!(log.roots[n as usize], root.0, "{n} entries");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Both make the same proofs, and each takes the other's.
    #[test]
    fn proofs_are_the_same(size in 1u64..1_500, a in any::<u64>(), b in any::<u64>(), flip in any::<u16>()) {
        let (log, tiles) = (&*LOG, LOG.at(size));
        let index = a % size;
        let first = 1 + b % size;
        let root = log.roots[size as usize];
        let path = inclusion(index, size, &tiles).unwrap();
        prop_assert_eq!(&theirs(&path), &prove_record(size, index, &log.stored).unwrap());
        prop_assert!(check_record(&theirs(&path), size, Theirs(root), index, Theirs(leaf(&entry(index)))).is_ok());
        prop_assert_eq!(verify_inclusion(&leaf(&entry(index)), index, size, &path, &root), Ok(()));

        let grown = consistency(first, size, &tiles).unwrap();
        prop_assert_eq!(&theirs(&grown), &prove_tree(size, first, &log.stored).unwrap());
        let old = log.roots[first as usize];
        prop_assert!(check_tree(&theirs(&grown), size, Theirs(root), first, Theirs(old)).is_ok());
        prop_assert_eq!(verify_consistency((first, &old), (size, &root), &grown), Ok(()));

        // One bit that is wrong anywhere, and nothing is proven.
        for mut wrong in [path.clone(), grown.clone()] {
            if let Some(n) = wrong.len().checked_sub(1).map(|last| usize::from(flip) % (last + 1)) {
                wrong[n][usize::from(flip) % 32] ^= 1 << (flip % 8);
                prop_assert!(verify_inclusion(&leaf(&entry(index)), index, size, &wrong, &root).is_err());
                prop_assert!(verify_consistency((first, &old), (size, &root), &wrong).is_err());
            }
        }
        // Nor for another entry, place, size or a log that forked.
        prop_assert!(verify_inclusion(&leaf(b"other"), index, size, &path, &root).is_err());
        prop_assert!(size == 1 || verify_inclusion(&leaf(&entry(index)), (index + 1) % size, size, &path, &root).is_err());
        let fork = leaf(b"fork");
        prop_assert!(verify_consistency((first, &fork), (size, &root), &grown).is_err());
        prop_assert!(verify_consistency((first, &old), (size, &fork), &grown).is_err());
    }

    /// A tree is opened by the tiles of its size, and goes on to the same root.
    #[test]
    fn a_tree_goes_on_from_any_size(size in 1u64..1_500) {
        let mut edge = Edge::open(size, &LOG.at(size)).unwrap();
        prop_assert_eq!(edge.root(), LOG.roots[size as usize]);
        (size..1_500).for_each(|n| edge.push(leaf(&entry(n)), |_, _| {}));
        prop_assert_eq!(edge.root(), LOG.roots[1_500]);
    }

    /// Whatever stands in a note, a checkpoint or a receipt, reading it ends with a value or an error.
    #[test]
    fn reading_never_panics(text in "(?s)(c2sp\\.org/tlog-proof@v1\n)?(index [0-9]{1,3}\n)?.{0,200}") {
        let _ = Receipt::parse(&text);
        let _ = Note::parse(&text);
        let _ = Checkpoint::parse(&text);
        let _ = Tile::parse(&text);
    }
}

fn signer(name: &str, kind: KeyKind, seed: u8) -> Signer {
    Signer::new(name, kind, &[seed; 32]).expect("a key")
}

#[test]
fn they_verify_our_notes_and_read_our_checkpoints() {
    let log = signer("log.example/evidence", KeyKind::Note, 1);
    let checkpoint =
        Checkpoint { origin: "log.example/evidence".into(), size: 9, root: [5; 32], more: vec![] };
    let text = checkpoint.to_string();
    let note = Note::new(text.clone(), vec![log.sign(&text, 0)]).unwrap();
    let read = signed_note::Note::from_bytes(note.to_string().as_bytes()).unwrap();
    let key = StandardVerifier::new(&log.verifier().to_string()).unwrap();
    let (good, other) = read.verify(&VerifierList::new(vec![Box::new(key)])).unwrap();
    assert_eq!((good.len(), other.len()), (1, 0));
    let theirs = tlog_tiles::Checkpoint::from_bytes(read.text()).unwrap();
    assert_eq!((theirs.origin(), theirs.size(), theirs.hash().0), ("log.example/evidence", 9, [5; 32]));
}

#[test]
fn a_receipt_proves_one_entry_offline() {
    let mut log = Log::of(700);
    let (key, witness) = (signer("log.example", KeyKind::Note, 1), signer("w.example", KeyKind::Witness, 2));
    let checkpoint =
        Checkpoint { origin: "log.example".into(), size: 700, root: log.edge.root(), more: vec![] };
    let text = checkpoint.to_string();
    let note = Note::new(text.clone(), vec![key.sign(&text, 0), witness.sign(&text, 1_700_000_000)]).unwrap();
    let path = inclusion(333, 700, &log.tiles).unwrap();
    let receipt = Receipt { extra: Some(b"salt".to_vec()), index: 333, path, note };
    let read = Receipt::parse(&receipt.to_string()).unwrap();
    assert_eq!(read, receipt);
    let known = [witness.verifier().clone()];
    let proven = read.verify(&leaf(&entry(333)), key.verifier(), &known).unwrap();
    assert_eq!((proven.checkpoint.size, proven.witnesses[0].seconds), (700, Some(1_700_000_000)));
    // Without a known witness it is the operator's own word.
    assert!(read.verify(&leaf(&entry(333)), key.verifier(), &[]).unwrap().witnesses.is_empty());
    let other = signer("log.example", KeyKind::Note, 3);
    assert!(matches!(read.verify(&leaf(&entry(334)), key.verifier(), &[]), Err(ReceiptError::Proof(_))));
    assert!(matches!(read.verify(&leaf(&entry(333)), other.verifier(), &[]), Err(ReceiptError::Note(_))));
    let elsewhere = signer("other.example", KeyKind::Note, 1);
    assert!(matches!(
        read.verify(&leaf(&entry(333)), elsewhere.verifier(), &[]),
        Err(ReceiptError::Origin(..))
    ));
    // A witness's key is none of a log, even of the same name.
    let posing = signer("log.example", KeyKind::Witness, 1);
    assert!(matches!(read.verify(&leaf(&entry(333)), posing.verifier(), &[]), Err(ReceiptError::Log(_))));
    log.tiles.clear();
    assert!(inclusion(333, 700, &log.tiles).is_err());
}
