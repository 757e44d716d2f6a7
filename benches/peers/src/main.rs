//! flagkit beside other flag libraries: the same flags, the same users, the same run.
//!
//! Each work is given to every peer in the peer's own format, to flagkit and to hand-written code. Before anything is
//! timed, everyone must give the right answers for the crowd; who does not ends the run. Then all take turns.
//! With names of works as arguments, only those are done. It judges nothing: budgets are the other benchmarks' business.
//! Law: a peer is asked in the way its documentation shows, and where there is a shorter way, in that one too.

mod contest;
mod peers;
mod work;

use benches::by_hand::{self, Config};
use benches::crowd::{IDS, ids, users};
use contest::{Entry, contest};
use std::error::Error;
use std::process::ExitCode;
use work::Work;

flagkit::flags!("flags.json");

/// The users, and what is known about them.
struct Ground {
    users: Vec<benches::crowd::User>,
    /// Who is in the segment.
    ids: Vec<String>,
    /// The right answers.
    config: Config,
}

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let known = |name: &String| Work::ALL.iter().any(|work| work.name() == name);
    if !names.iter().all(known) {
        let all: Vec<&str> = Work::ALL.iter().map(|work| work.name()).collect();
        eprintln!("name some of {}, or none for all", all.join(", "));
        return ExitCode::from(2);
    }
    match run(&names) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the comparison cannot be made: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(names: &[String]) -> Result<(), Box<dyn Error>> {
    let ids = ids(IDS);
    let ground = Ground { users: users(), config: Config::new(&ids), ids };
    by_hand::configure(|| Config::new(&ground.ids));
    let _watch = peers::flagkit::put_in_force(&ground)?;
    for version in peers::versions() {
        println!("{version}");
    }
    println!();
    for work in Work::ALL {
        if names.is_empty() || names.iter().any(|name| name == work.name()) {
            let entries = peers::enter(work, &ground)?;
            let wrong: Vec<String> =
                entries.iter().filter_map(|entry| entry.mistake(work, &ground)).collect();
            if !wrong.is_empty() {
                return Err(wrong.join("\n").into());
            }
            println!("{}", contest(work, &entries));
        }
    }
    Ok(())
}

/// A peer's entries for one work, or what went wrong while it was set up.
type Entries<'a> = Result<Vec<Entry<'a>>, Box<dyn Error>>;
