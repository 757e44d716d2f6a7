//! Attributes of one name.
use flagkit::Context;

#[derive(Context)]
#[context(rename_all = "lowercase")]
struct User {
    app_version: String,
    appversion: String,
    #[context(rename = "appversion")]
    version: String,
    #[context(nested)]
    address: Address,
    #[context(rename = "address.city")]
    city: String,
}

#[derive(Context)]
struct Address {
    city: String,
}

#[derive(Context)]
struct Request {
    city: String,
    #[context(flatten)]
    address: Address,
}

fn main() {
    let address = || Address { city: String::new() };
    let text = String::new;
    let user = User { app_version: text(), appversion: text(), version: text(), address: address(), city: text() };
    let _ = user.targeting_key();
    let _ = Request { city: text(), address: address() }.targeting_key();
}
