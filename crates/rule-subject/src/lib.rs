//! Rules over registration facts: identity numbers, names, materials.
