//! Who is asked about: a caller's own type, as a program would have it.

use flagkit::{AttributeValue, Context, TargetingKey};

/// A user with a key and nothing else.
pub(crate) struct User {
    pub(crate) key: String,
}

impl Context for User {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        Some(TargetingKey::from(self.key.as_str()))
    }

    fn attribute(&self, _: &str) -> Option<AttributeValue<'_>> {
        None
    }
}

/// So many that no branch predictor learns who is in.
pub(crate) const USERS: usize = 4_096;

/// A small crowd.
pub(crate) fn users() -> Vec<User> {
    (0..USERS).map(|number| User { key: format!("user-{:06}", number * 7919) }).collect()
}
