//! A derived context under the strictest lints, public with private parts, and under another name of the crate.
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications)]

extern crate flagkit as switches;

use switches::feature_flag;

switches::flags!("flags.json");

/// Who is asked about.
#[derive(switches::Context)]
#[context(crate = switches, rename_all = "kebab-case")]
pub struct User<'a> {
    #[context(key)]
    id: u64,
    app_version: &'a str,
    #[deprecated]
    old_plan: Option<&'a str>,
    #[context(nested)]
    address: Address,
    #[context(flatten)]
    account: &'a Account,
}

#[derive(flagkit::Context)]
struct Address {
    city: String,
}

#[derive(flagkit::Context)]
struct Account {
    #[context(nested, rename = "home.of")]
    address: Option<Box<Address>>,
}

#[feature_flag("new_checkout", otherwise = items, context = user)]
fn checkout(user: &User<'_>, items: u32) -> u32 {
    let _ = user;
    items
}

fn main() {
    use switches::Context as _;
    let account = Account { address: None };
    let address = Address { city: "Busan".to_owned() };
    #[allow(deprecated)]
    let user = User { id: 7, app_version: "2.1", old_plan: None, address, account: &account };
    assert_eq!(checkout(&user, 3), 3);
    assert_eq!(user.attribute("app-version"), Some("2.1".into()));
    assert_eq!(user.attribute("address.city"), Some("Busan".into()));
}
