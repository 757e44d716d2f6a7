//! What is no struct with named fields.
use flagkit::Context;

#[derive(Context)]
enum Role {
    Author,
    Admin,
}

#[derive(Context)]
struct UserId(String);

#[derive(Context)]
union Bits {
    whole: u32,
}

fn is_context(_: &dyn Context) {}

fn main() {
    is_context(&Role::Author);
    is_context(&Role::Admin);
    is_context(&UserId(String::new()));
    is_context(&Bits { whole: 1 });
}
