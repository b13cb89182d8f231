//! Many patterns in one pass: Aho–Corasick in a double array over symbols.
//!
//! The reader's table maps a code point straight to its symbol, so folding costs nothing over matching. Root's transitions
//! stand in an array of their own: in ordinary text most steps end there.

/// A symbol of the alphabet; 0 is none.
pub(crate) type Symbol = u16;

#[derive(Debug, Clone, Copy)]
struct State {
    base: u32,
    parent: u32,
    fail: u32,
    /// First output, from 1; 0 is none.
    out: u32,
}

const FREE: u32 = u32::MAX;
const EMPTY: State = State { base: 0, parent: FREE, fail: 0, out: 0 };

#[derive(Debug, Clone, Copy)]
struct Output {
    pattern: u32,
    symbols: u32,
    next: u32,
}

/// The automaton. State 0 is the root.
pub(crate) struct Automaton {
    root: Vec<u32>,
    states: Vec<State>,
    outputs: Vec<Output>,
}

#[derive(Default)]
struct Node {
    children: Vec<(Symbol, usize)>,
    patterns: Vec<u32>,
    depth: u32,
}

impl Automaton {
    /// Builds from patterns of symbols below `alphabet`; the index of a pattern is its name.
    pub(crate) fn new(patterns: &[Vec<Symbol>], alphabet: usize) -> Self {
        let nodes = trie(patterns);
        let (states, place) = arrange(&nodes, alphabet);
        let mut this = Self { root: vec![0; alphabet], states, outputs: Vec::new() };
        for (symbol, child) in &nodes[0].children {
            this.root[usize::from(*symbol)] = place[*child];
        }
        this.link(&nodes, &place);
        this
    }

    /// Failure links and outputs, breadth first.
    fn link(&mut self, nodes: &[Node], place: &[u32]) {
        let mut queue = std::collections::VecDeque::from([0_usize]);
        while let Some(n) = queue.pop_front() {
            let state = place[n];
            let fail = self.states[state as usize].fail;
            let mut out = if n == 0 { 0 } else { self.states[fail as usize].out };
            for pattern in &nodes[n].patterns {
                self.outputs.push(Output { pattern: *pattern, symbols: nodes[n].depth, next: out });
                out = u32::try_from(self.outputs.len()).unwrap_or(0);
            }
            self.states[state as usize].out = out;
            for (symbol, child) in &nodes[n].children {
                let to = if n == 0 { 0 } else { self.step(fail, *symbol) };
                self.states[place[*child] as usize].fail = to;
                queue.push_back(*child);
            }
        }
    }

    /// The state after a symbol.
    #[inline]
    pub(crate) fn step(&self, mut state: u32, symbol: Symbol) -> u32 {
        while state != 0 {
            let s = self.states[state as usize];
            let to = s.base + u32::from(symbol);
            if self.states[to as usize].parent == state {
                return to;
            }
            state = s.fail;
        }
        self.root[usize::from(symbol)]
    }

    /// Whether patterns end in a state.
    #[inline]
    pub(crate) fn ends(&self, state: u32) -> bool {
        self.states[state as usize].out != 0
    }

    /// Patterns that end in a state, the longest first: pattern, number of symbols.
    pub(crate) fn outputs(&self, state: u32) -> impl Iterator<Item = (usize, usize)> {
        let mut next = self.states[state as usize].out;
        std::iter::from_fn(move || {
            let output = self.outputs.get((next as usize).checked_sub(1)?)?;
            next = output.next;
            Some((output.pattern as usize, output.symbols as usize))
        })
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        4 * self.root.len()
            + size_of::<State>() * self.states.len()
            + size_of::<Output>() * self.outputs.len()
    }
}

fn trie(patterns: &[Vec<Symbol>]) -> Vec<Node> {
    let mut order: Vec<usize> = (0..patterns.len()).filter(|i| !patterns[*i].is_empty()).collect();
    order.sort_by(|a, b| patterns[*a].cmp(&patterns[*b]));
    let mut nodes = vec![Node::default()];
    // In sorted order a new child is always the last one.
    for i in order {
        let mut at = 0;
        for symbol in &patterns[i] {
            at = match nodes[at].children.last() {
                Some((last, child)) if last == symbol => *child,
                _ => {
                    let child = nodes.len();
                    let depth = nodes[at].depth + 1;
                    nodes.push(Node { depth, ..Node::default() });
                    nodes[at].children.push((*symbol, child));
                    child
                }
            };
        }
        nodes[at].patterns.push(u32::try_from(i).unwrap_or(u32::MAX));
    }
    nodes
}

/// Gives every node a place such that its children stand at its base plus their symbol.
fn arrange(nodes: &[Node], alphabet: usize) -> (Vec<State>, Vec<u32>) {
    let mut states = vec![EMPTY; 2 * alphabet + nodes.len()];
    let mut place = vec![0_u32; nodes.len()];
    states[0].parent = 0;
    let mut free = 1_usize;
    let mut queue = std::collections::VecDeque::from([0_usize]);
    while let Some(n) = queue.pop_front() {
        let children = &nodes[n].children;
        let Some((first, _)) = children.first() else { continue };
        let first = usize::from(*first);
        while states.get(free).is_some_and(|s| s.parent != FREE) {
            free += 1;
        }
        let mut slot = free.max(first + 1);
        let (mut tried, mut full) = (0_usize, 0_usize);
        let base = loop {
            let base = slot - first;
            if states.len() < base + alphabet {
                states.resize(2 * (base + alphabet), EMPTY);
            }
            if states[slot].parent != FREE {
                full += 1;
            } else if children.iter().all(|(s, _)| states[base + usize::from(*s)].parent == FREE) {
                break base;
            }
            tried += 1;
            slot += 1;
        };
        // Where nearly every slot is taken, it is not searched again.
        if tried > 64 && full * 20 > tried * 19 {
            free = free.max(slot.saturating_sub(1));
        } else if tried > 4096 {
            free += tried / 2;
        }
        states[place[n] as usize].base = u32::try_from(base).unwrap_or(u32::MAX);
        for (symbol, child) in children {
            let at = base + usize::from(*symbol);
            states[at].parent = place[n];
            place[*child] = u32::try_from(at).unwrap_or(u32::MAX);
            queue.push_back(*child);
        }
    }
    let used = states.iter().rposition(|s| s.parent != FREE).unwrap_or(0);
    // A leaf has base 0: its looks end in the first `alphabet` slots.
    let most = states[..=used].iter().map(|s| s.base as usize).max().unwrap_or(0);
    states.truncate((most + alphabet).max(used + 1));
    states.resize((most + alphabet).max(used + 1), EMPTY);
    (states, place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(patterns: &[Vec<Symbol>], text: &[Symbol]) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        for end in 0..=text.len() {
            for (i, p) in patterns.iter().enumerate() {
                if !p.is_empty() && text[..end].ends_with(p) {
                    all.push((end, i));
                }
            }
        }
        all.sort_unstable();
        all
    }

    proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(
            patterns in prop::collection::vec(prop::collection::vec(1_u16..6, 0..5), 0..30),
            text in prop::collection::vec(0_u16..7, 0..200),
        ) {
            let automaton = Automaton::new(&patterns, 8);
            let (mut state, mut found) = (0, Vec::new());
            for (i, symbol) in text.iter().enumerate() {
                state = automaton.step(state, *symbol);
                for (pattern, symbols) in automaton.outputs(state) {
                    prop_assert_eq!(symbols, patterns[pattern].len());
                    found.push((i + 1, pattern));
                }
            }
            found.sort_unstable();
            prop_assert_eq!(found, naive(&patterns, &text));
        }
    }
}
