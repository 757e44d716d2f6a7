//! Arguments of one field that do not go together.
use flagkit::Context;

#[derive(Context)]
struct User {
    #[context(skip, rename = "number")]
    id: u64,
    #[context(nested, flatten)]
    address: Address,
    #[context(flatten, rename = "home")]
    home: Address,
    #[context(nested, with = String::as_str)]
    work: Address,
    #[context(key, flatten)]
    account: Address,
}

#[derive(Context)]
struct Address {
    city: String,
}

fn main() {
    let address = || Address { city: String::new() };
    let user = User { id: 1, address: address(), home: address(), work: address(), account: address() };
    let _ = user.targeting_key();
}
