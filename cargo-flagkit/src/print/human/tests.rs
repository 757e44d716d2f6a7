//! Whole texts, and texts of every shape that must not disturb the renderer.

use super::{Human, write, write_short};
use crate::exit::Outcome;
use crate::finding::{Finding, Fix, Place, TextFile};
use crate::print::{json, sarif};
use crate::workspace::Workspace;
use annotate_snippets::Renderer;
use flagkit_core::Code;
use std::ops::Range;
use std::sync::Arc;

fn file(shown: &str, text: &str) -> Arc<TextFile> {
    let (path, shown) = (format!("/app/{shown}").into(), shown.to_owned());
    Arc::new(TextFile { path, shown, text: text.to_owned() })
}

/// Where `part` first stands in the file.
fn at(file: &Arc<TextFile>, part: &str) -> Place {
    let start = file.text.find(part).unwrap();
    Place::new(file, start..start + part.len())
}

fn rendered(finding: &Finding) -> String {
    Human::new(Renderer::plain()).render(finding)
}

const FLAGS: &str = "{
  // the old one
  \"beta_banner\": true,
  \"new_checkout\": \"5%\"
}
";

#[test]
fn a_finding_shows_its_places_notes_and_helps() {
    let flags = file("flags.json", FLAGS);
    let source =
        file("src/main.rs", "fn main() {}\n\n#[feature_flag(\"new_checkuot\")]\nfn a() {}\n");
    let finding = Finding::error(
        Code::UndeclaredFlag,
        at(&source, "\"new_checkuot\""),
        "no flag `new_checkuot` in `flags.json`; did you mean `new_checkout`?",
    )
    .also(at(&flags, "\"new_checkout\"").labelled("a flag of that name is here"))
    .also(at(&source, "fn a()").labelled("used by this"))
    .note("rustc does not compile this code here")
    .help("to create it, run `cargo flagkit add new_checkuot`");
    assert_eq!(
        rendered(&finding),
        "\
error[FK0301]: no flag `new_checkuot` in `flags.json`; did you mean `new_checkout`?
 --> src/main.rs:3:16
  |
3 | #[feature_flag(\"new_checkuot\")]
  |                ^^^^^^^^^^^^^^
4 | fn a() {}
  | ------ used by this
  |
 ::: flags.json:4:3
  |
4 |   \"new_checkout\": \"5%\"
  |   -------------- a flag of that name is here
  |
  = note: rustc does not compile this code here
  = help: to create it, run `cargo flagkit add new_checkuot`"
    );
}

#[test]
fn a_removal_is_a_help_and_a_replacement_is_shown() {
    let flags = file("flags.json", FLAGS);
    let words = "remove the flag".to_owned();
    let fix =
        Fix { place: at(&flags, "  \"beta_banner\": true,\n"), replacement: String::new(), words };
    let place = at(&flags, "\"beta_banner\"");
    let unused =
        Finding::warning(Code::UnusedFlag, place, "flag `beta_banner` is never read").fix(fix);
    assert_eq!(
        rendered(&unused),
        "\
warning[FK0104]: flag `beta_banner` is never read
 --> flags.json:3:3
  |
3 |   \"beta_banner\": true,
  |   ^^^^^^^^^^^^^
  |
  = help: remove the flag; `cargo flagkit check --fix` does it"
    );
    let words = "did you mean `new_checkout`".to_owned();
    let source = file("src/main.rs", "\u{FEFF}flags::NEW_CHECKUOT.is_enabled();\r\n");
    let fix =
        Fix { place: at(&source, "NEW_CHECKUOT"), replacement: "NEW_CHECKOUT".to_owned(), words };
    let place = at(&source, "NEW_CHECKUOT");
    let undeclared = Finding::error(Code::UndeclaredFlag, place, "no flag `NEW_CHECKUOT`").fix(fix);
    assert_eq!(
        rendered(&undeclared),
        "\
error[FK0301]: no flag `NEW_CHECKUOT`
 --> src/main.rs:1:8
  |
1 | flags::NEW_CHECKUOT.is_enabled();
  |        ^^^^^^^^^^^^
  |
help: did you mean `new_checkout`
  |
1 - flags::NEW_CHECKUOT.is_enabled();
1 + flags::NEW_CHECKOUT.is_enabled();
  |"
    );
}

#[test]
fn a_minified_document_is_shown_in_part() {
    let flags: String = (0..40_000).map(|n| format!("\"flag_{n}\":true,")).collect();
    let flags = file("flags.json", &format!("{{{flags}\"last\":true}}"));
    let place = at(&flags, "\"flag_30000\"");
    let finding = Finding::warning(Code::UnusedFlag, place, "flag `flag_30000` is never read")
        .also(at(&flags, "\"last\"").labelled("the last one"));
    assert_eq!(
        rendered(&finding),
        "\
warning[FK0104]: flag `flag_30000` is never read
 --> flags.json:1:528892
  |
1 | ...rue,\"flag_29998\":true,\"flag_29999\":true,\"flag_30000\":true,\"flag_30001\":true,\"flag_30002\":tru...
  |                                            ^^^^^^^^^^^^
  |
 ::: flags.json:1:708892
  |
1 | ...rue,\"flag_39998\":true,\"flag_39999\":true,\"last\":true}
  |                                            ------ the last one"
    );
}

#[test]
fn tabs_wide_characters_and_the_end_of_the_file() {
    let flags = file("flags.json", "{\r\n\t\"가나\": { \"owner\": \"팀\" },\r\n");
    let finding = Finding::error(Code::InvalidKey, at(&flags, "\"가나\""), "a key")
        .also(at(&flags, "\"팀\"").labelled("whose"));
    assert_eq!(
        rendered(&finding),
        "\
error[FK0101]: a key
 --> flags.json:2:2
  |
2 |     \"가나\": { \"owner\": \"팀\" },
  |     ^^^^^^             ---- whose"
    );
    let end = flags.text.len();
    let finding =
        Finding::error(Code::Syntax, Place::new(&flags, end..end), "the text ends too soon");
    assert_eq!(
        rendered(&finding),
        "\
error[FK0001]: the text ends too soon
 --> flags.json:3:1
  |
3 |
  | ^"
    );
}

#[test]
fn the_closing_line_counts() {
    let flags = file("flags.json", FLAGS);
    let place = at(&flags, "\"beta_banner\"");
    let fix =
        Fix { place: place.clone(), replacement: String::new(), words: "remove it".to_owned() };
    let unused = Finding::warning(Code::UnusedFlag, place.clone(), "never read").fix(fix);
    let expired = Finding::error(Code::ExpiredFlag, place, "expired");
    let plain = |findings: &[Finding]| {
        let mut out = Vec::new();
        write_short(&mut out, findings).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    };
    assert_eq!(
        plain(&[unused.clone(), unused.clone(), expired]),
        "\
flags.json:3:3: warning[FK0104]: never read
flags.json:3:3: warning[FK0104]: never read
flags.json:3:3: error[FK0302]: expired
error: 1 error, 2 warnings; 2 can be mended by `cargo flagkit check --fix`
For more about a code, run `cargo flagkit explain FK0302`
"
    );
    assert!(plain(&[unused]).contains("\nwarning: 1 warning; 1 can be mended by `cargo"));
    assert_eq!(plain(&[]), "");
}

#[test]
fn nothing_in_a_file_speaks_to_the_terminal() {
    let evil = file("a\u{1b}[2Jb.json", "{ \"\u{1b}[31m\": \u{7}true }\u{9b}");
    let finding = Finding::warning(Code::InvalidKey, at(&evil, "\u{1b}[31m"), "key \u{1b}[0m")
        .note("a \u{1b}]0;title\u{7}");
    let mut out = Vec::new();
    write_short(&mut out, std::slice::from_ref(&finding)).unwrap();
    let short = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
    for text in [rendered(&finding), short] {
        let found = text.chars().find(|character| character.is_control() && *character != '\n');
        assert_eq!(found, None, "{text:?}");
    }
}

/// Every place of a text with every awkward thing in it, also places outside it and inside of characters.
#[test]
fn no_place_is_too_odd() {
    let texts = [
        "",
        "\u{FEFF}",
        "\n",
        "\r\n\r\n",
        "\u{FEFF}{\r\n\t\"가\":\t1,\n\n}\n",
        "a\rb\u{0}\u{200b}e\u{301}\u{1F468}\u{200D}\u{1F469}",
        &format!("{}\n{}\r\n", "가".repeat(300), "x".repeat(500)),
    ];
    for text in texts {
        let file = file("flags.json", text);
        let step = text.len() / 25 + 1;
        let ends = (0..text.len() + 3).step_by(step);
        for (start, end) in ends.clone().flat_map(|start| ends.clone().map(move |end| (start, end)))
        {
            let other: Range<usize> = start / 2..end;
            let finding = Finding::warning(Code::Syntax, Place::new(&file, start..end), "odd")
                .also(Place::new(&file, other).labelled("this"))
                .fix(Fix {
                    place: Place::new(&file, start..end),
                    replacement: "가".to_owned(),
                    words: "change it".to_owned(),
                });
            // A terminal may be as narrow as a person makes it.
            for width in [1, 20, 140] {
                let text = Human::new(Renderer::styled().term_width(width)).render(&finding);
                let text = anstream::adapter::strip_str(&text).to_string();
                assert!(text.contains(" --> flags.json:"), "{text}");
                assert!(text.len() < 6000, "{}", text.len());
            }
            let mut out = Vec::new();
            let workspace = Workspace { root: "/app".into(), packages: Vec::new() };
            let findings = [finding];
            json::write(&mut out, &findings, &workspace, Outcome::Clean).unwrap();
            sarif::write(&mut out, &findings, &workspace).unwrap();
            assert!(out.len() < 20_000, "{}", out.len());
        }
    }
}

#[test]
fn a_thousand_findings_in_one_line_are_told_at_once() {
    let flags: String = (0..50_000).map(|n| format!("\"가_{n}\":true,")).collect();
    let flags = file("flags.json", &flags);
    let places = flags.text.match_indices("true").step_by(50);
    let findings: Vec<Finding> = places
        .map(|(start, part)| Place::new(&flags, start..start + part.len()))
        .map(|place| Finding::warning(Code::UnusedFlag, place, "never read"))
        .collect();
    assert_eq!(findings.len(), 1000);
    let mut out = Vec::new();
    write(&mut out, &findings).unwrap();
    // What it costs is measured elsewhere; here, that nobody is shown a megabyte a thousand times.
    assert!(out.len() < 1_000_000, "{}", out.len());
}
