//! How a document is laid out: what fits on a line stands on one, as a person would write it.

use flagkit_core::Value;

/// The longest line of more than one member.
const LINE: usize = 100;

/// The document as a text, with a line break at its end.
pub(crate) fn write(document: &Value) -> String {
    let mut text = String::new();
    // The root and what it holds get a line for each member, however short.
    write_value(&mut text, document, 0, 2);
    text.push('\n');
    text
}

fn write_value(text: &mut String, value: &Value, indent: usize, open: u32) {
    let line = one_line(value);
    let room = LINE.saturating_sub(text.len() - text.rfind('\n').map_or(0, |end| end + 1));
    let has_members = match value {
        Value::Object(members) => !members.is_empty(),
        Value::List(items) => !items.is_empty(),
        _ => false,
    };
    if !has_members || (open == 0 && line.len() <= room) {
        text.push_str(&line);
        return;
    }
    let inner = indent + 2;
    match value {
        Value::Object(members) => {
            text.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                new_line(text, index, inner);
                text.push_str(&Value::String(name.clone()).to_string());
                text.push_str(": ");
                write_value(text, value, inner, open.saturating_sub(1));
            }
            new_line(text, 0, indent);
            text.push('}');
        }
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                new_line(text, index, inner);
                write_value(text, item, inner, open.saturating_sub(1));
            }
            new_line(text, 0, indent);
            text.push(']');
        }
        _ => {}
    }
}

fn new_line(text: &mut String, index: usize, indent: usize) {
    text.push_str(if index == 0 { "\n" } else { ",\n" });
    text.extend(std::iter::repeat_n(' ', indent));
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| {
                    format!("{}: {}", Value::String(name.clone()), one_line(value))
                })
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(one_line).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{list, object};

    #[test]
    fn what_fits_stands_on_one_line() {
        let many = object("key", list((0..40).map(|id| Value::from(format!("user-{id}")))));
        let document = object("flags", object("f", list([object("if", object("a", 1)), many])));
        let text = write(&document);
        assert!(
            text.starts_with("{\n  \"flags\": {\n    \"f\": [\n      { \"if\": { \"a\": 1 } },\n      {\n        \"key\": ["),
            "{text}"
        );
        assert!(text.ends_with("  }\n}\n"), "{text}");
    }
}
