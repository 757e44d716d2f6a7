//! The manifest of a copy: the published one, with the other members by path, and with flagkit.
//!
//! Cargo normalises manifests when it publishes them: each dependency has a table whose head is a line of its own.

use std::collections::BTreeSet;
use std::path::Path;

/// Rewrites the text of a Cargo.toml.
pub(crate) fn member(published: &str, members: &BTreeSet<&str>, flagkit: &Path) -> String {
    let lines: Vec<&str> = published.lines().collect();
    let mut manifest = String::new();
    for (at, line) in lines.iter().enumerate() {
        manifest.push_str(line);
        manifest.push('\n');
        let Some(name) = dependency(line) else { continue };
        let table = lines[at + 1..].iter().take_while(|line| !line.starts_with('['));
        let renamed = table.filter_map(|line| line.strip_prefix("package = \"")).next();
        let package = renamed.and_then(|rest| rest.strip_suffix('"')).unwrap_or(name);
        if members.contains(package) {
            manifest.push_str(&format!("path = \"../{package}\"\n"));
        }
    }
    manifest + &on_flagkit(flagkit)
}

/// The table of the dependency on flagkit.
pub(crate) fn on_flagkit(flagkit: &Path) -> String {
    // A JSON string is a TOML string too, for every path that is UTF-8.
    let path = serde_json::Value::from(flagkit.to_string_lossy()).to_string();
    format!("\n[dependencies.flagkit]\npath = {path}\n")
}

/// The name in `[dependencies.NAME]`, of whatever kind and target.
fn dependency(line: &str) -> Option<&str> {
    let (_, name) = line.strip_prefix('[')?.strip_suffix(']')?.rsplit_once("dependencies.")?;
    Some(name.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::member;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn members_get_a_path() {
        let published = "[package]\nname = \"a\"\n\n[dependencies.b]\nversion = \"1\"\n\n\
                         [target.\"cfg(unix)\".dev-dependencies.short]\nversion = \"1\"\npackage = \"c\"\n\n\
                         [dependencies.log]\nversion = \"1\"\n";
        let members = BTreeSet::from(["b", "c"]);
        let manifest = member(published, &members, Path::new("/flagkit"));
        let expected = "[package]\nname = \"a\"\n\n[dependencies.b]\npath = \"../b\"\nversion = \"1\"\n\n\
                        [target.\"cfg(unix)\".dev-dependencies.short]\npath = \"../c\"\nversion = \"1\"\npackage = \"c\"\n\n\
                        [dependencies.log]\nversion = \"1\"\n\n[dependencies.flagkit]\npath = \"/flagkit\"\n";
        assert_eq!(manifest, expected);
    }
}
