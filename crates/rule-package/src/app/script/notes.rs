//! What rules of structure, secrets, quality and honesty want to know of a script.

use std::{collections::BTreeSet, ops::Range};

use super::Text;

/// A second look at a script.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Longer strings, with the name they are given.
    pub(crate) strings: Vec<Named>,
    /// Parts of strings that may be paths of files.
    pub(crate) paths: Vec<String>,
    /// `true` and `false` by the name they are given.
    pub(crate) flags: Vec<Flag>,
    /// Calls that lead to a page.
    pub(crate) routes: Vec<Route>,
    /// Calls that lead where an attribute `data-…` of the element says: the call and the attribute's name in scripts.
    pub(crate) dataset_routes: Vec<(&'static str, String)>,
    /// Members of `wx` that are called.
    pub(crate) uses: Vec<Use>,
    /// Calls of own functions, from function to function.
    pub(crate) calls: BTreeSet<(String, String)>,
    /// Calls of other objects' functions, by the function that calls and the name.
    pub(crate) other_calls: BTreeSet<(String, String)>,
    /// Methods of the page or component; none where they are not all known.
    pub(crate) handlers: Option<BTreeSet<String>>,
    /// Conditions that know of the day, the environment or a review, and change what is shown.
    pub(crate) gates: Vec<Gate>,
    /// Text that is run as a program.
    pub(crate) dynamic: Vec<Dynamic>,
    /// Calls that turn debugging on.
    pub(crate) debug: Vec<Range<usize>>,
    /// A module is loaded whose name is computed.
    pub(crate) computed_require: bool,
    /// Bytes at which a member of `wx` is only asked for, not called.
    pub(crate) probes: BTreeSet<usize>,
    /// The platform's `Page` or `Component` is replaced.
    pub(crate) wraps: bool,
}

/// A string and the name of the variable or property that it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: Option<String>,
    pub(crate) text: Text,
}

/// `true` or `false` with the name it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flag {
    pub(crate) name: String,
    pub(crate) value: bool,
    pub(crate) bytes: Range<usize>,
    /// Below a page's or component's data.
    pub(crate) data: bool,
    /// Given by `setData` as soon as a page opens.
    pub(crate) first: bool,
}

/// A call that leads to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    /// `navigateTo`, `redirectTo`, `switchTab` or `reLaunch`.
    pub(crate) call: &'static str,
    /// The beginning of its URL.
    pub(crate) url: Text,
    /// Nothing is added to it.
    pub(crate) whole: bool,
    pub(crate) place: Place,
}

/// A call of a member of `wx`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) api: String,
    pub(crate) bytes: Range<usize>,
    pub(crate) place: Place,
}

/// Where in the program's course a call stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// The outermost function that has a name.
    pub(crate) function: String,
    /// Only when a server has answered.
    pub(crate) answered: bool,
}

/// What a condition knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Knows(u8);

impl Knows {
    pub(crate) const NOTHING: Self = Self(0);
    pub(crate) const NOW: Self = Self(1);
    pub(crate) const DATE: Self = Self(2);
    /// Now, compared to a written date.
    pub(crate) const TIME: Self = Self(4);
    /// Which environment the program runs in.
    pub(crate) const ENVIRONMENT: Self = Self(8);
    /// A moment that is written as a number.
    pub(crate) const NUMBER: Self = Self(16);
    /// Whether the program runs in the developer tools, where reviewers may run it.
    pub(crate) const DEVTOOLS: Self = Self(32);

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// A condition and what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gate {
    pub(crate) bytes: Range<usize>,
    pub(crate) knows: Knows,
    /// Names that it reads.
    pub(crate) names: BTreeSet<String>,
    /// Asked only when a server has answered.
    pub(crate) answered: bool,
    /// Leads to another page, or changes the tab bar.
    pub(crate) leads: bool,
    /// Leads to another tab or starts the pages anew, or changes the tab bar.
    pub(crate) tabs: bool,
    /// Changes what a page shows.
    pub(crate) shows: bool,
}

/// Text that is run as a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dynamic {
    /// `eval` or `Function`.
    pub(crate) what: &'static str,
    pub(crate) bytes: Range<usize>,
    /// The text comes from a server.
    pub(crate) remote: bool,
}
