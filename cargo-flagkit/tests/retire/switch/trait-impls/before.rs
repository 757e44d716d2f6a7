//! Functions of traits: implemented and provided.

use flagkit::feature_flag;
use std::fmt;

trait Greeting {
    fn name(&self) -> String;

    /// Provided.
    #[feature_flag("retired", otherwise = format!("bye {}", self.name()))]
    fn greet(&self) -> String {
        format!("hello {}", self.name())
    }
}

struct Person(&'static str);

impl Greeting for Person {
    #[feature_flag("retired", fallback = Person::trait_old_name)]
    fn name(&self) -> String {
        self.0.to_uppercase()
    }
}

impl Person {
    fn trait_old_name(&self) -> String {
        self.0.to_owned()
    }
}

impl fmt::Display for Person {
    #[feature_flag("retired", otherwise = f.write_str("old person"))]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "new person")
    }
}

impl Iterator for Person {
    type Item = u8;

    #[feature_flag("retired", fallback = trait_old_next)]
    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

fn trait_old_next(_person: &mut Person) -> Option<u8> {
    Some(9)
}

pub fn observe() -> String {
    let mut person = Person("Kim");
    format!("{} {person} {:?}", person.greet(), person.next())
}
