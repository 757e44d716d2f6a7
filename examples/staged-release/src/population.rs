//! A small town of users.

use flagkit::Context;

#[derive(Clone, Context, Debug)]
pub(crate) struct User {
    #[context(key)]
    pub(crate) id: String,
    email: Option<String>,
    country: &'static str,
    plan: &'static str,
}

impl User {
    fn new(id: &str, country: &'static str, plan: &'static str) -> Self {
        Self { id: id.to_owned(), email: None, country, plan }
    }

    fn with_email(self, email: &str) -> Self {
        Self { email: Some(email.to_owned()), ..self }
    }

    /// What is worth knowing in the table.
    pub(crate) fn description(&self) -> String {
        match &self.email {
            Some(email) => email.clone(),
            None => format!("{}, {}", self.country, self.plan),
        }
    }
}

/// Somebody of every kind that a stage knows.
pub(crate) fn of_note() -> Vec<User> {
    vec![
        User::new("minsu", "KR", "free"),
        User::new("jiwoo", "KR", "premium"),
        User::new("kim", "KR", "free").with_email("kim@qa.example.com"),
        User::new("ana", "PT", "free").with_email("ana@qa.example.com"),
        User::new("seoyeon", "KR", "premium"),
        User::new("haruto", "JP", "premium"),
        User::new("tom", "US", "free"),
        User::new("user-8", "US", "free"),
        User::new("acme", "KR", "partner"),
    ]
}

/// Everyone else, of whom a share is all that can be said.
pub(crate) fn others() -> Vec<User> {
    (0..2000).map(|id| User::new(&format!("user-{id}"), "US", "free")).collect()
}
