//! A question about something that is no context.
flagkit::flags!("flags.json");

struct User;

fn main() {
    let _ = flags::NEW_CHECKOUT.is_enabled_for(&User);
}
