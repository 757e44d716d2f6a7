//! Fields whose types cannot be what they are marked as.
use flagkit::Context;
use std::time::Duration;

#[derive(Context)]
struct User {
    age: Duration,
    #[context(key)]
    id: UserId,
    addresses: Option<Vec<Address>>,
    #[context(nested)]
    country: String,
}

struct UserId(#[allow(dead_code)] String);

#[derive(Context)]
struct Address {
    city: String,
}

fn main() {
    let user = User {
        age: Duration::ZERO,
        id: UserId(String::new()),
        addresses: Some(vec![Address { city: String::new() }]),
        country: String::new(),
    };
    let _ = user.targeting_key();
}
