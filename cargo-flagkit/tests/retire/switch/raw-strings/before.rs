//! Texts that look like code, and texts of several lines.

use crate::flags;
use flagkit::feature_flag;

#[feature_flag("retired", fallback = raw_old_text)]
fn raw_text() -> &'static str {
    r##"#[feature_flag("retired", fallback = x)] if flags::RETIRED.is_enabled() { "# }"##
}

fn raw_old_text() -> &'static str {
    r#"
        keeps its
      own indentation { }
    "#
}

pub fn observe() -> String {
    let mut all = String::from(raw_text());
    if flags::RETIRED.is_enabled() {
        all.push_str(
            "a text
        over lines
            } else {
",
        );
        all.push('\'');
        all.push_str(r#"
            raw } else { "quoted"
        "#);
    } else {
        all.push_str("old {");
    }
    all.push_str(b"bytes".escape_ascii().to_string().as_str());
    all
}
