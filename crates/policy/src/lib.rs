//! Policy packs and overlays: every number of the rules, typed, dated, sourced.
