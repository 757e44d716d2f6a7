//! Functions of traits: implemented and provided.

use std::fmt;

trait Greeting {
    fn name(&self) -> String;

    /// Provided.
    fn greet(&self) -> String {
        format!("bye {}", self.name())
    }
}

struct Person(&'static str);

impl Greeting for Person {
    fn name(&self) -> String {
        Person::trait_old_name(self)
    }
}

impl Person {
    fn trait_old_name(&self) -> String {
        self.0.to_owned()
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("old person")
    }
}

impl Iterator for Person {
    type Item = u8;

    fn next(&mut self) -> Option<Self::Item> {
        trait_old_next(self)
    }
}

fn trait_old_next(_person: &mut Person) -> Option<u8> {
    Some(9)
}

pub fn observe() -> String {
    let mut person = Person("Kim");
    format!("{} {person} {:?}", person.greet(), person.next())
}
