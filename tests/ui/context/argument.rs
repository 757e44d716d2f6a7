//! Arguments that are unknown, misplaced or given twice.
use flagkit::Context;

#[derive(Context)]
#[context(rename_all = "camel_case", key)]
struct User {
    #[context(kay)]
    id: u64,
    #[context(rename_all = "camelCase")]
    country: String,
    #[context(rename = "a", rename = "b")]
    plan: String,
    #[context(skip)]
    #[context(skip)]
    token: String,
}

fn main() {
    let text = String::new;
    let _ = User { id: 1, country: text(), plan: text(), token: text() }.targeting_key();
}
