//! Two fields that are the key.
use flagkit::Context;

#[derive(Context)]
struct User {
    #[context(key)]
    id: u64,
    #[context(rename = "mail", key)]
    email: String,
}

fn main() {
    let _ = User { id: 1, email: String::new() }.targeting_key();
}
