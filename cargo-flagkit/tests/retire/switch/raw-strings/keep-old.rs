//! Texts that look like code, and texts of several lines.


fn raw_text() -> &'static str {
    r#"
        keeps its
      own indentation { }
    "#
}

pub fn observe() -> String {
    let mut all = String::from(raw_text());
    all.push_str("old {");
    all.push_str(b"bytes".escape_ascii().to_string().as_str());
    all
}
