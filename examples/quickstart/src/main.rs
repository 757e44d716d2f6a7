//! Prints once a second who gets which code. Edit flags.json meanwhile, and watch the answers change.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use flagkit::{EvaluationContext, feature_flag};
use std::{thread, time::Duration};

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout)]
fn checkout(user: &str) -> String {
    format!("{user}: one page")
}

fn old_checkout(user: &str) -> String {
    format!("{user}: three steps")
}

fn main() -> Result<(), flagkit::Error> {
    // FLAGKIT_FILE, else flags.json here, else the file that this program was built with.
    let _watch = flagkit::watch_default()?;
    let mut told = (0, None);
    loop {
        let health = flagkit::health();
        if told != (health.generation, health.rejected.clone()) {
            println!("\n{health}");
            told = (health.generation, health.rejected);
        }
        let answers = ["jiwoo", "minsu", "ana", "tom"].map(|name| {
            let user = EvaluationContext::new(name);
            flagkit::scope(&user, || checkout(name))
        });
        println!("{}!  {}", flags::GREETING.value(), answers.join("  |  "));
        thread::sleep(Duration::from_secs(1));
    }
}
