//! Did you mean: the nearest of the known names, or the known ones where none is near.
//!
//! It words remedies only; what is unknown, and where, the caller says.
//! Law: it suggests only names that it was given, in a stable order.

use crate::problem::quote;

/// Names at least this alike are suggested.
const ALIKE: f64 = 0.8;
/// At most so many known names are compared, or a large document would be slow to complain.
pub(crate) const COMPARED: usize = 5000;
/// At most so many known names are listed where none is near.
const LISTED: usize = 10;

/// The known name nearest to `name`, if one is near enough to be meant.
///
/// ```
/// use flagkit_core::suggest::nearest;
///
/// assert_eq!(nearest("new_chekout", ["new_checkout", "search"]), Some("new_checkout"));
/// assert_eq!(nearest("banner", ["new_checkout", "search"]), None);
/// ```
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let wanted = fold(name);
    let letters = wanted.iter().fold(0, |letters, character| letters | bit(*character));
    let mut best: Option<(f64, &'k str)> = None;
    for candidate in known.into_iter().take(COMPARED) {
        if most(&wanted, letters, candidate) <= ALIKE {
            continue;
        }
        let score = jaro_winkler(&wanted, &fold(candidate));
        if score > ALIKE && best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The end of a message about an unknown name: the nearest one, or up to ten known ones.
///
/// ```
/// use flagkit_core::suggest::remedy;
///
/// assert_eq!(remedy("on_", ["on", "off"]), "did you mean `on`?");
/// assert_eq!(remedy("x", ["on", "off"]), "known are `on`, `off`");
/// assert_eq!(remedy("x", []), "there are none");
/// ```
pub fn remedy<'k>(name: &str, known: impl IntoIterator<Item = &'k str> + Clone) -> String {
    if let Some(candidate) = nearest(name, known.clone()) {
        return format!("did you mean {}?", quote(candidate));
    }
    let mut names = known.into_iter();
    let listed: Vec<String> = names.by_ref().take(LISTED).map(quote).collect();
    if listed.is_empty() {
        return "there are none".to_owned();
    }
    let more = names.count();
    let tail = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("known are {}{tail}", listed.join(", "))
}

/// The truth value that someone means who writes a word.
pub(crate) fn truth(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "on" | "true" | "yes" | "enabled" => Some(true),
        "off" | "false" | "no" | "disabled" => Some(false),
        _ => None,
    }
}

/// Case and separators are what people most often get wrong, so they do not count.
fn fold(name: &str) -> Vec<char> {
    folded(name).collect()
}

fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars().take(64).map(|character| match character {
        '-' | '.' | ' ' => '_',
        other => other.to_ascii_lowercase(),
    })
}

/// A letter as one of 64.
fn bit(character: char) -> u64 {
    1 << (u32::from(character) % 64)
}

/// How alike two names can be at most, by the letters that both have: most names are told apart by that, and a fleet's
/// document has thousands of them.
fn most(wanted: &[char], letters: u64, candidate: &str) -> f64 {
    let (mut length, mut shared, mut prefix, mut begins) = (0, 0, 0, true);
    for character in folded(candidate) {
        begins &= length < 4 && wanted.get(length) == Some(&character);
        prefix += usize::from(begins);
        shared += usize::from(letters & bit(character) != 0);
        length += 1;
    }
    if wanted.is_empty() || length == 0 {
        return 1.0;
    }
    let matches = count(shared.min(wanted.len()));
    let jaro = (matches / count(wanted.len()) + matches / count(length) + 1.0) / 3.0;
    jaro + count(prefix) * 0.1 * (1.0 - jaro)
}

/// Jaro-Winkler likeness (Winkler 1990): 1 for equal names, 0 for names with nothing in common.
fn jaro_winkler(left: &[char], right: &[char]) -> f64 {
    let jaro = jaro(left, right);
    let prefix = left.iter().zip(right).take(4).take_while(|(a, b)| a == b).count();
    jaro + count(prefix) * 0.1 * (1.0 - jaro)
}

fn jaro(left: &[char], right: &[char]) -> f64 {
    if left.is_empty() || right.is_empty() {
        return if left.len() == right.len() { 1.0 } else { 0.0 };
    }
    let reach = (left.len().max(right.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; right.len()];
    let mut matched_left = Vec::new();
    for (index, character) in left.iter().enumerate() {
        let from = index.saturating_sub(reach);
        let to = (index + reach + 1).min(right.len());
        if let Some(found) = (from..to).find(|&other| !taken[other] && right[other] == *character) {
            taken[found] = true;
            matched_left.push(*character);
        }
    }
    if matched_left.is_empty() {
        return 0.0;
    }
    let matched_right = right.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(c, _)| c);
    let transposed = matched_left.iter().zip(matched_right).filter(|(a, b)| a != b).count();
    let matches = count(matched_left.len());
    (matches / count(left.len())
        + matches / count(right.len())
        + (matches - count(transposed) / 2.0) / matches)
        / 3.0
}

fn count(number: usize) -> f64 {
    // At most 64, so exact.
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_likenesses() {
        let likeness = |a: &str, b: &str| jaro_winkler(&fold(a), &fold(b));
        assert!((likeness("MARTHA", "MARHTA") - 0.9611).abs() < 0.0001);
        assert!((likeness("DIXON", "DICKSONX") - 0.8133).abs() < 0.0001);
        assert!((likeness("DWAYNE", "DUANE") - 0.84).abs() < 0.0001);
    }

    #[test]
    fn no_names_are_more_alike_than_their_letters_allow() {
        let names = [
            "",
            "a",
            "aa",
            "ab",
            "MARTHA",
            "MARHTA",
            "DIXON",
            "DICKSONX",
            "new-checkout",
            "new_chekout",
            "ceckoutnew",
            "n.ü",
            "nü",
            "team-1.flag_00012",
            "effect",
            "_-. ",
            "enabled",
            "enabld",
        ];
        for (left, right) in names.iter().flat_map(|left| names.map(|right| (left, right))) {
            let wanted = fold(left);
            let letters = wanted.iter().fold(0, |letters, character| letters | bit(*character));
            let likeness = jaro_winkler(&wanted, &fold(right));
            assert!(most(&wanted, letters, right) >= likeness - 1e-12, "{left}, {right}");
        }
        assert!(
            most(&fold("effect"), fold("effect").iter().fold(0, |all, c| all | bit(*c)), "korea")
                <= ALIKE
        );
    }
}
