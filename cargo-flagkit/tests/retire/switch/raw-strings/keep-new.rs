//! Texts that look like code, and texts of several lines.


fn raw_text() -> &'static str {
    r##"#[feature_flag("retired", fallback = x)] if flags::RETIRED.is_enabled() { "# }"##
}

pub fn observe() -> String {
    let mut all = String::from(raw_text());
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
    all.push_str(b"bytes".escape_ascii().to_string().as_str());
    all
}
