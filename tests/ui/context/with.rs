//! Functions behind `with` that take or return something else.
use flagkit::Context;
use std::time::Duration;

#[derive(Context)]
struct User {
    #[context(key, with = parts)]
    id: String,
    #[context(with = seconds)]
    age: Duration,
    #[context(with = doubled)]
    amount: u32,
}

fn parts(id: &String) -> Vec<String> {
    vec![id.clone()]
}

fn seconds(age: &str) -> u64 {
    age.len() as u64
}

fn doubled(amount: &u32) -> Duration {
    Duration::from_secs(u64::from(*amount) * 2)
}

fn main() {
    let user = User { id: String::new(), age: Duration::ZERO, amount: 1 };
    let _ = user.targeting_key();
}
