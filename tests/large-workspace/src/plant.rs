//! What is planted: which flag in which function, in which form, and what `check` must say of it.
//!
//! Law: the same sources give the same plants, and the text without them is the published text.

use crate::scan::Function;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A finding that must come, once.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) code: &'static str,
    /// What the message or the file's path has in it.
    pub(crate) words: String,
}

/// How a flag is read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    Otherwise,
    Fallback,
    ByHandle,
    Conditional,
    Condition,
    Negated,
    Imported,
    Glob,
    Match,
    /// Both arms the same.
    Same,
}

const FORMS: [Form; 9] = [
    Form::Otherwise,
    Form::Condition,
    Form::Fallback,
    Form::Imported,
    Form::ByHandle,
    Form::Negated,
    Form::Conditional,
    Form::Glob,
    Form::Match,
];

/// The form of the flag of this number: each in turn.
pub(crate) fn form(number: usize) -> Form {
    FORMS[number % FORMS.len()]
}

/// Insertions by file and byte.
#[derive(Debug, Default)]
pub(crate) struct Plants {
    insertions: BTreeMap<PathBuf, Vec<(usize, String)>>,
}

impl Plants {
    /// Puts a function of `text` behind a flag.
    pub(crate) fn flag(&mut self, key: &str, form: Form, function: &Function, text: &str) {
        let handle = key.to_uppercase();
        let body = &text[function.body.clone()];
        let old = format!("otherwise = {{ let _before = (); {body} }}");
        let mut attribute = |text: String| self.insert(&function.file, function.attribute_at, text);
        match form {
            Form::Fallback if function.is_plain => {
                let name = format!("{}_before_flag", function.name.trim_start_matches("r#"));
                attribute(format!("#[flagkit::feature_flag(\"{key}\", fallback = {name})]\n"));
                let sibling = format!(
                    "\n{}{name}{} let _before = (); {body}}}\n",
                    &text[function.before_name.clone()],
                    &text[function.name_end..function.body.start],
                );
                self.insert(&function.file, function.body.end + 1, sibling);
            }
            Form::Otherwise | Form::Fallback => {
                attribute(format!("#[flagkit::feature_flag(\"{key}\", {old})]\n"));
            }
            Form::Same => {
                let same = format!("otherwise = {{ {body} }}");
                attribute(format!("#[flagkit::feature_flag(\"{key}\", {same})]\n"));
            }
            Form::ByHandle => {
                attribute(format!("#[flagkit::feature_flag(crate::flags::{handle}, {old})]\n"));
            }
            Form::Conditional => attribute(format!(
                "#[cfg_attr(not(miri), inline, flagkit::feature_flag(\"{key}\", {old}))]\n"
            )),
            Form::Condition | Form::Negated | Form::Imported | Form::Glob | Form::Match => {
                let statement = match form {
                    Form::Condition => {
                        format!("if crate::flags::{handle}.is_enabled() {{ let _ = 1; }}")
                    }
                    Form::Negated => {
                        format!("let _early = 1 > 2 || !crate::flags::{handle}.is_enabled();")
                    }
                    Form::Imported => {
                        format!(
                            "{{ use crate::flags; let _early = flags::{handle}.is_enabled(); }}"
                        )
                    }
                    Form::Glob => {
                        format!("{{ use crate::flags::*; let _early = {handle}.is_enabled(); }}")
                    }
                    _ => format!(
                        "match crate::flags::{handle}.is_enabled() {{ true => {{}} false => {{}} }}"
                    ),
                };
                self.insert(&function.file, function.body.start, format!(" {statement} "));
            }
        }
    }

    /// Puts a text at a byte of a file.
    pub(crate) fn insert(&mut self, file: &Path, at: usize, text: String) {
        self.insertions.entry(file.to_owned()).or_default().push((at, text));
    }

    /// Each file with its insertions; at one byte, the earlier stands first.
    pub(crate) fn apply<E>(
        self,
        mut edit: impl FnMut(&Path, &dyn Fn(&str) -> String) -> Result<(), E>,
    ) -> Result<usize, E> {
        let files = self.insertions.len();
        for (file, mut insertions) in self.insertions {
            insertions.sort_by_key(|(at, _)| *at);
            edit(&file, &|published| {
                let mut edited = String::new();
                let mut copied = 0;
                for (at, text) in &insertions {
                    edited.push_str(&published[copied..*at]);
                    edited.push_str(text);
                    copied = *at;
                }
                edited + &published[copied..]
            })?;
        }
        Ok(files)
    }
}
