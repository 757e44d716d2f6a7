//! `FLAGKIT_FLAG_<NAME>` forces a flag from the first question on.
//!
//! Its own binary, which runs itself again with the variables set, because they are read once per process.

use std::process::Command;

flagkit::flags!("flags.json");

/// What the child prints: the answers, then what health says.
fn answers(variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(std::env::current_exe().expect("a test knows itself"));
    child.args(["--exact", "child", "--nocapture", "--include-ignored"]);
    child.env("FLAGKIT_TEST_CHILD", "1").envs(variables.iter().copied());
    let output = child.output().expect("the child starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("the child prints text")
}

#[test]
fn child() {
    if std::env::var_os("FLAGKIT_TEST_CHILD").is_none() {
        return;
    }
    let checkout = flags::NEW_CHECKOUT.evaluate();
    println!("checkout {} {}", checkout.variant, checkout.reason);
    println!("ranker {:?}", flags::SEARCH_RANKER.variant());
    println!("half {}", flags::HALF.evaluate().reason);
    println!("stop {}", flags::STOP_EMAILS.evaluate().variant);
    println!("search {}", flags::NEW_SEARCH.evaluate().reason);
    println!("{}", flags::NEW_CHECKOUT.explain());
    println!("{}", flagkit::health());
}

#[test]
fn nothing_is_forced_without_variables() {
    let answers = answers(&[]);
    assert!(answers.contains("checkout off DISABLED"), "{answers}");
    assert!(!answers.contains("forced"), "{answers}");
}

#[test]
fn a_variable_forces_a_flag() {
    let answers =
        answers(&[("FLAGKIT_FLAG_NEW_CHECKOUT", "on"), ("FLAGKIT_FLAG_SEARCH_RANKER", "semantic")]);
    assert!(answers.contains("checkout on OVERRIDE"), "{answers}");
    assert!(answers.contains("ranker Semantic"), "{answers}");
    assert!(
        answers.contains("half ERROR"),
        "nobody forced this one, and nobody is asked about: {answers}"
    );
    assert!(answers.contains("`new_checkout` is forced to `on` by the environment"), "{answers}");
    let explained = "`new_checkout` of the build's flags.json\noverridden by the environment\nserves `on`: OVERRIDE";
    assert!(answers.contains(explained), "{answers}");
}

#[test]
fn a_value_that_is_no_variant_changes_nothing_and_is_told() {
    let answers = answers(&[("FLAGKIT_FLAG_NEW_CHECKOUT", "perhaps")]);
    assert!(answers.contains("checkout off DISABLED"), "{answers}");
    let told = "`new_checkout` is not forced: no flag of this program has this key and the variant `perhaps`, which the environment asks for\n";
    assert!(answers.contains(told), "{answers}");
}

#[test]
fn a_variable_that_names_no_flag_is_told() {
    let answers = answers(&[("FLAGKIT_FLAG_NEW_CHECKUOT", "on")]);
    let told = "FLAGKIT_FLAG_NEW_CHECKUOT: no flag of this program has the handle `NEW_CHECKUOT`, so nothing is forced; \
                did you mean `FLAGKIT_FLAG_NEW_CHECKOUT`?\n";
    assert!(answers.contains(told), "{answers}");
    assert!(!answers.contains("is forced to"), "{answers}");
    let far = self::answers(&[("FLAGKIT_FLAG_QWERTY", "on")]);
    assert!(far.contains("`QWERTY`, so nothing is forced\n"), "{far}");
}
