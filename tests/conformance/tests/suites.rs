//! The suites as a test, where they are there.
#![allow(clippy::print_stdout, reason = "how many cases ran is the point")]

#[test]
fn every_case_passes() {
    let folder = conformance::default_folder();
    if !folder.is_dir() {
        println!(
            "no case ran: there is no folder {}; FLAGKIT_CONFORMANCE names another",
            folder.display()
        );
        return;
    }
    let report = conformance::report(&folder);
    println!("{report}");
    assert!(report.is_good(), "\n{report}");
}
