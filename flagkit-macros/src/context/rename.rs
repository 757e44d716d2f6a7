//! The spellings of `rename_all`.
//!
//! Law: words are what stands between underscores in the field's name; nothing else is taken for the end of one.

/// How a field's name becomes an attribute's.
#[derive(Clone, Copy)]
pub(super) enum RenameAll {
    Snake,
    Camel,
    Pascal,
    Kebab,
    ScreamingSnake,
    ScreamingKebab,
    Lower,
    Upper,
}

/// As the user writes them.
pub(super) const SPELLINGS: [&str; 8] = [
    "snake_case",
    "camelCase",
    "PascalCase",
    "kebab-case",
    "SCREAMING_SNAKE_CASE",
    "SCREAMING-KEBAB-CASE",
    "lowercase",
    "UPPERCASE",
];

impl RenameAll {
    pub(super) fn of(spelling: &str) -> Option<Self> {
        use RenameAll::*;
        let rules = [Snake, Camel, Pascal, Kebab, ScreamingSnake, ScreamingKebab, Lower, Upper];
        SPELLINGS.iter().zip(rules).find_map(|(known, rule)| (*known == spelling).then_some(rule))
    }

    /// The attribute's name.
    pub(super) fn apply(self, field: &str) -> String {
        let words: Vec<&str> = field.split('_').filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return field.to_owned();
        }
        match self {
            Self::Snake => field.to_owned(),
            Self::Camel => match words.split_first() {
                Some((first, rest)) => std::iter::once((*first).to_owned())
                    .chain(rest.iter().map(|word| capitalised(word)))
                    .collect(),
                None => field.to_owned(),
            },
            Self::Pascal => words.iter().map(|word| capitalised(word)).collect(),
            Self::Kebab => words.join("-"),
            Self::ScreamingSnake => field.to_uppercase(),
            Self::ScreamingKebab => words.join("-").to_uppercase(),
            Self::Lower => words.concat().to_lowercase(),
            Self::Upper => words.concat().to_uppercase(),
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{RenameAll, SPELLINGS};

    #[test]
    fn each_spelling_is_an_example_of_itself() {
        let expected = [
            "app_version",
            "appVersion",
            "AppVersion",
            "app-version",
            "APP_VERSION",
            "APP-VERSION",
            "appversion",
            "APPVERSION",
        ];
        for (spelling, expected) in SPELLINGS.iter().zip(expected) {
            assert_eq!(
                RenameAll::of(spelling).unwrap().apply("app_version"),
                expected,
                "{spelling}"
            );
        }
    }

    #[test]
    fn odd_names_keep_something() {
        let camel = RenameAll::of("camelCase").unwrap();
        assert_eq!(camel.apply("_a__b_"), "aB");
        assert_eq!(camel.apply("__"), "__");
        assert!(RenameAll::of("camelcase").is_none());
    }
}
