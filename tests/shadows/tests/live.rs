//! A shadow begins and ends with an edit of the file. Its own binary, because a process watches one file.

use flagkit::{EvaluationContext, feature_flag, scope};
use shadows::{figures, flags};
use std::fs;
use std::path::Path;

#[feature_flag("half", fallback = old_half, shadow = pure)]
fn half() -> u8 {
    1
}

fn old_half() -> u8 {
    0
}

/// Writes the file, and waits until it is in force.
fn write(path: &Path, stage: &str) {
    let stages = r#"["0.001%", { "shadow": "100%", "name": "unseen" }, "everyone"]"#;
    let text =
        format!(r#"{{ "flags": {{ "half": {{ "stages": {stages}, "stage": "{stage}" }} }} }}"#);
    fs::write(path, text).expect("the temporary directory takes a file");
    flagkit::reload();
}

#[test]
fn the_file_begins_a_shadow_and_ends_it() {
    let path = std::env::temp_dir().join(format!("flagkit-shadows-{}.json", std::process::id()));
    write(&path, "off");
    let _watch = flagkit::watch(&path).unwrap();
    let user = EvaluationContext::new("user-1");
    let mut seen = Vec::new();
    for stage in ["off", "unseen", "0.001%", "unseen", "everyone"] {
        write(&path, stage);
        let result = scope(&user, half);
        assert_eq!(result, u8::from(stage == "everyone"), "{}", flagkit::health());
        seen.push(figures("half").map_or(0, |figures| figures.functions[0].pairs));
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(seen, [0, 1, 1, 2, 2]);
    assert_eq!(flags::HALF.key(), "half");
}
