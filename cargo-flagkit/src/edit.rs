//! Edits of flags.json: text in, text out, every byte that the edit is not about as it was.
//!
//! Nothing is printed from a tree: `tree` finds where things stand, `removal` and `insertion` say what to cut and to put
//! where, and `splice` does it to the text. So comments, order, layout, line ends, a byte order mark and trailing commas
//! are kept because nobody touches them. `replace` writes a file in one step.
//!
//! Law: what comes out is a document again, with exactly the change that was asked for.

mod removal;
pub(crate) mod replace;
mod splice;
mod tree;

use crate::exit::{Failure, Result};
use tree::{Object, Tree};

/// The text without these flags: gone with them are the comments that stand directly above them, and those behind them
/// on their line.
pub(crate) fn remove_flags(text: &str, keys: &[&str]) -> Result<String> {
    remove(text, keys, "flag", Tree::flags)
}

/// The same for segments.
pub(crate) fn remove_segments(text: &str, names: &[&str]) -> Result<String> {
    remove(text, names, "segment", Tree::segments)
}

fn remove<'a>(
    text: &'a str,
    names: &[&str],
    what: &str,
    objects: impl for<'t> Fn(&'t Tree<'a>) -> Vec<&'t Object<'a>>,
) -> Result<String> {
    tree::edit(text, |tree, splices| {
        let objects = objects(tree);
        for name in names {
            if !objects.iter().any(|object| object.get(name).is_some()) {
                return Err(Failure::new(format!(
                    "no {what} `{name}` in the file; it may be gone already"
                )));
            }
        }
        for object in objects {
            removal::members(tree, object, |member| names.contains(&member.name.as_str()), splices);
        }
        Ok(())
    })
}
