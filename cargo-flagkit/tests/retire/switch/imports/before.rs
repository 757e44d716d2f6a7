//! Imports that nothing needs any more.

use crate::flags::{self as our_flags};
use flagkit::{
    EvaluationContext, // stays
    feature_flag as behind,
};
use std::collections::{BTreeMap, BTreeSet};

#[behind("retired", fallback = imported_old)]
fn imported() -> BTreeMap<u8, u8> {
    BTreeMap::from([(1, 1)])
}

fn imported_old() -> BTreeMap<u8, u8> {
    BTreeMap::new()
}

fn in_function() -> bool {
    use crate::flags::RETIRED as ASKED;
    ASKED.is_enabled()
}

mod glob {
    use crate::flags::*;

    pub(super) fn asked() -> bool {
        RETIRED.is_enabled() && !OTHER.is_enabled()
    }
}

mod other_flag_left {
    use crate::flags::{OTHER, RETIRED};

    pub(super) fn asked() -> (bool, bool) {
        (RETIRED.is_enabled(), OTHER.is_enabled())
    }
}

mod whole_module {
    use crate::flags;

    pub(super) fn asked() -> bool {
        flags::RETIRED.is_enabled()
    }
}

pub fn observe() -> String {
    let context = EvaluationContext::new("x");
    format!(
        "{:?} {:?} {} {} {} {:?} {} {}",
        imported(),
        BTreeSet::from([1]),
        our_flags::RETIRED.is_enabled(),
        in_function(),
        glob::asked(),
        other_flag_left::asked(),
        whole_module::asked(),
        our_flags::OTHER.is_enabled_for(&context)
    )
}
