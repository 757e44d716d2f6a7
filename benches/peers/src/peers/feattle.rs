//! feattle: switches in a struct behind a lock, for everyone alike.

use crate::Ground;
use crate::contest::{Entry, guarded};
use crate::work::Work;
use feattle_core::persist::NoPersistence;
use feattle_core::{Feattles, feattles};
use std::sync::Arc;

feattles! {
    struct Toggles {
        always: bool = true,
    }
}

pub(crate) fn enter<'a>(work: Work, ground: &'a Ground) -> Vec<Entry<'a>> {
    const NAME: &str = "feattle-core";
    if work != Work::Constant {
        return vec![Entry::cannot(NAME, "it knows no users: a value is the same for everyone")];
    }
    let toggles = Toggles::new(Arc::new(NoPersistence));
    vec![Entry::new(NAME, ground, |_| (), move |user, ()| guarded(user, *toggles.always()))]
}
