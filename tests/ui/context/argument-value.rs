//! Arguments without the value that they need, or with one of another kind.
use flagkit::Context;

#[derive(Context)]
struct User {
    #[context(rename)]
    id: u64,
    #[context(key = "id")]
    country: String,
    #[context(with = "path")]
    plan: String,
    #[context(with = |plan| plan)]
    age: u32,
    #[context(rename = "")]
    empty: u32,
}

#[derive(Context)]
struct Other {
    #[context]
    id: u64,
    #[context()]
    country: String,
    #[context(rename = mail)]
    email: String,
    #[context(key rename = "b")]
    both: String,
    #[context("name")]
    text: String,
}

fn main() {
    let text = String::new;
    let _ = User { id: 1, country: text(), plan: text(), age: 1, empty: 0 }.targeting_key();
    let _ = Other { id: 1, country: text(), email: text(), both: text(), text: text() }.targeting_key();
}
