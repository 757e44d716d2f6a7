//! What a vector gives, by name.
//!
//! Law: an input that is absent or of another type is told by its name, since then the file or the method is wrong.

use serde_json::Value;

use crate::compare::number;

/// An object of the file.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a> {
    /// The id of the vector, when it is known.
    pub(crate) id: &'a str,
    object: &'a Value,
}

impl<'a> Inputs<'a> {
    pub(crate) fn new(object: &'a Value) -> Inputs<'a> {
        Inputs { id: "", object }
    }

    /// The same, of this vector.
    pub(crate) fn of(self, id: &'a str) -> Inputs<'a> {
        Inputs { id, ..self }
    }

    pub(crate) fn get(self, name: &str) -> Result<&'a Value, String> {
        self.object.get(name).ok_or_else(|| format!("there is no input `{name}`"))
    }

    pub(crate) fn inner(self, name: &str) -> Result<Inputs<'a>, String> {
        Ok(Inputs { id: self.id, object: self.get(name)? })
    }

    pub(crate) fn number(self, name: &str) -> Result<f64, String> {
        number(self.get(name)?).ok_or_else(|| format!("`{name}` is no number"))
    }

    pub(crate) fn count(self, name: &str) -> Result<u64, String> {
        self.get(name)?.as_u64().ok_or_else(|| format!("`{name}` is no count"))
    }

    pub(crate) fn text(self, name: &str) -> Result<&'a str, String> {
        self.get(name)?.as_str().ok_or_else(|| format!("`{name}` is no text"))
    }

    pub(crate) fn list(self, name: &str) -> Result<&'a [Value], String> {
        Ok(self.get(name)?.as_array().ok_or_else(|| format!("`{name}` is no list"))?)
    }

    pub(crate) fn numbers(self, name: &str) -> Result<Vec<f64>, String> {
        let numbers = self.list(name)?.iter().map(number);
        numbers.collect::<Option<_>>().ok_or_else(|| format!("`{name}` is no list of numbers"))
    }

    pub(crate) fn counts(self, name: &str) -> Result<Vec<u64>, String> {
        let counts = self.list(name)?.iter().map(Value::as_u64);
        counts.collect::<Option<_>>().ok_or_else(|| format!("`{name}` is no list of counts"))
    }
}
