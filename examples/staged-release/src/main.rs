//! A release in stages: developers, QA, 5 %, a group, everyone, and back.
//!
//! By itself it walks through them on a copy of flags.json, one edited word at a time, and prints who got which code.
//! With `--watch` it prints that table whenever you change flags.json yourself.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

mod population;
mod walk;

use flagkit::feature_flag;
use population::User;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout, context = user)]
fn checkout(user: &User) -> Checkout {
    let _ = user;
    Checkout::OnePage
}

fn old_checkout(user: &User) -> Checkout {
    let _ = user;
    Checkout::ThreeSteps
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Checkout {
    OnePage,
    ThreeSteps,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match std::env::args().nth(1).as_deref() {
        None => walk::walk(),
        Some("--watch") => walk::watch(),
        Some(other) => Err(format!("unknown argument `{other}`; it is `--watch` or none").into()),
    }
}

/// Who gets the new checkout: each person of note by name, everyone else as a share.
fn table() -> String {
    let mut table = String::new();
    for user in population::of_note() {
        let mark = match checkout(&user) {
            Checkout::OnePage => "new",
            Checkout::ThreeSteps => " . ",
        };
        let details = flags::NEW_CHECKOUT.evaluate_for(&user);
        let place = details.place.map(|place| match place.name {
            Some(name) => format!("{name}, flags.json:{}", place.location),
            None => format!("flags.json:{}", place.location),
        });
        let why = format!("{} ({})", details.reason, place.unwrap_or_default());
        table += &format!("    {mark}  {:<9}{:<20}{why}\n", user.id, user.description());
    }
    let others = population::others();
    let new = others.iter().filter(|user| checkout(user) == Checkout::OnePage).count();
    let share = new as f64 * 100.0 / others.len() as f64;
    table + &format!("    and {share:.1} % of {} others", others.len())
}
