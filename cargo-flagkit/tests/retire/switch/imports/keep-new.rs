//! Imports that nothing needs any more.

use crate::flags::{self as our_flags};
use flagkit::{
    EvaluationContext, // stays
};
use std::collections::{BTreeMap, BTreeSet};

fn imported() -> BTreeMap<u8, u8> {
    BTreeMap::from([(1, 1)])
}

fn in_function() -> bool {
    true
}

mod glob {
    use crate::flags::*;

    pub(super) fn asked() -> bool {
        !OTHER.is_enabled()
    }
}

mod other_flag_left {
    use crate::flags::OTHER;

    pub(super) fn asked() -> (bool, bool) {
        (true, OTHER.is_enabled())
    }
}

mod whole_module {
    pub(super) fn asked() -> bool {
        true
    }
}

pub fn observe() -> String {
    let context = EvaluationContext::new("x");
    format!(
        "{:?} {:?} {} {} {} {:?} {} {}",
        imported(),
        BTreeSet::from([1]),
        true,
        in_function(),
        glob::asked(),
        other_flag_left::asked(),
        whole_module::asked(),
        our_flags::OTHER.is_enabled_for(&context)
    )
}
