//! Functions of traits: implemented and provided.

use std::fmt;

trait Greeting {
    fn name(&self) -> String;

    /// Provided.
    fn greet(&self) -> String {
        format!("hello {}", self.name())
    }
}

struct Person(&'static str);

impl Greeting for Person {
    fn name(&self) -> String {
        self.0.to_uppercase()
    }
}

impl Person {}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "new person")
    }
}

impl Iterator for Person {
    type Item = u8;

    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

pub fn observe() -> String {
    let mut person = Person("Kim");
    format!("{} {person} {:?}", person.greet(), person.next())
}
