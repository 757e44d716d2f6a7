//! Tree to definitions: the root, and the way every object is read.
//!
//! One file per object of the format. It looks at one definition at a time; `check` compares them.
//! Laws: every mistake is reported, not only the first; a mistake inside a flag is put down to that
//! flag; an unknown member is a mistake unless its name begins with `x-`.

mod condition;
mod draws;
mod flag;
mod foreign;
mod group;
mod guard;
mod ids;
mod operator;
mod patterns;
mod prerequisites;
mod rollout;
mod rules;
mod scalar;
mod segments;
mod stages;
mod variants;
pub mod vocabulary;

pub use foreign::Foreign;

use super::{Document, Files, FlagDefinition};
use crate::code::Code;
use crate::json::{self, Data, Finding, Member, Node, Span};
use crate::problem::{Problems, quote};
use ids::Ids;
use patterns::Patterns;
use std::collections::HashSet;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// The members of the root in the full form.
pub const ROOT: &[&str] = &["$schema", "flags", "segments", "replicas"];

/// What other formats and people call members, and no spelling leads to.
const SYNONYMS: &[(&str, &str)] = &[
    ("percentage", "rollout"),
    ("percent", "percentage"),
    ("percent", "rollout"),
    ("share", "rollout"),
    ("weights", "rollout"),
    ("on", "enabled"),
    ("active", "enabled"),
    ("when", "if"),
    ("condition", "if"),
    ("conditions", "if"),
    ("then", "serve"),
    ("value", "serve"),
    ("targeting", "rules"),
    ("requires", "prerequisites"),
    ("depends_on", "prerequisites"),
    ("begin", "start"),
    ("from", "start"),
    ("until", "end"),
    ("until", "to"),
    ("to", "end"),
];

/// What became of the outermost object, its flags aside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    Sound,
    /// It has errors of its own, so that flags may be missing which the author sees in it.
    Flawed,
    /// `flags` holds none.
    NoFlags,
}

/// Reads a text; `None` where there is no document in it.
pub(super) fn document(
    text: &str,
    files: &mut Files<'_>,
    problems: &mut Problems<'_>,
) -> Option<(Document, Root)> {
    if foreign::is_foreign_yaml(text, problems) {
        return None;
    }
    let tree = json::read(text, problems)?;
    let Data::Object(members) = &tree.root.data else {
        problems.error(
            Code::RootNotObject,
            tree.root.span.clone(),
            format!("the document must be an object of flags, found {}", tree.root.describe()),
        );
        return None;
    };
    if foreign::is_foreign_document(members, problems) {
        return None;
    }
    let findings = Findings::new(tree.findings);
    let ids = Ids::new(files);
    let attributes = HashSet::new();
    let (patterns, root) = (Patterns::default(), Root::Sound);
    let mut reader = Reader { problems, findings, ids, attributes, patterns, root };
    let mut document = Document::default();
    if members.iter().any(|member| member.name == "flags") {
        reader.full_form(members, &mut document);
    } else {
        reader.bare_form(members, &mut document);
    }
    reader.leftover_findings();
    let root = reader.root;
    Some((document, root))
}

/// Reads nodes, and keeps what is wrong with them.
struct Reader<'r, 't> {
    problems: &'r mut Problems<'t>,
    findings: Findings,
    ids: Ids<'r>,
    /// The names of attributes, each once, so that an evaluation knows them by their place.
    attributes: HashSet<Arc<str>>,
    patterns: Patterns,
    root: Root,
}

impl Reader<'_, '_> {
    fn full_form(&mut self, members: &[Member<'_>], document: &mut Document) {
        // Segments first, so that their findings are not mistaken for anything else's.
        for member in members {
            match &*member.name {
                "segments" => self.segments(&member.value, document),
                "replicas" => {
                    document.replicas = self.replicas(member);
                    self.flaw_unless(document.replicas.is_some());
                }
                "$schema" | "flags" => {}
                name if is_free(name) => {}
                _ => {
                    self.flaw_unless(false);
                    if flag::looks_like_flag(&member.value) {
                        let message = format!(
                            "{} looks like a flag; move it into `flags`",
                            quote(&member.name)
                        );
                        let span = member.name_span.clone();
                        self.problems.error(Code::UnknownMember, span, message);
                    } else {
                        self.unknown_member(member, "of the document", ROOT);
                    }
                }
            }
        }
        for member in members.iter().filter(|member| member.name == "flags") {
            match &member.value.data {
                Data::Object(flags) => self.flags(flags.iter(), document),
                _ => {
                    self.wrong_type(&member.value, "`flags`", "an object of flags");
                    self.root = Root::NoFlags;
                }
            }
        }
    }

    /// Notes an error at the root.
    fn flaw_unless(&mut self, is_sound: bool) {
        if !is_sound && self.root == Root::Sound {
            self.root = Root::Flawed;
        }
    }

    fn bare_form(&mut self, members: &[Member<'_>], document: &mut Document) {
        let flags = members.iter().filter(|member| {
            if member.name == "$schema" || is_free(&member.name) {
                return false;
            }
            let full = match (&*member.name, &member.value.data) {
                ("segments", Data::Object(_)) | ("replicas", Data::Int(_)) => true,
                _ => return true,
            };
            if full {
                self.root = Root::Flawed;
                let name = quote(&member.name);
                self.problems
                    .error(
                        Code::NeedsFullForm,
                        member.name_span.clone(),
                        format!("{name} needs the full form; put the flags under `flags`"),
                    )
                    .help(format!("{{ {name}: ..., `flags`: {{ ... }} }}").replace('`', "\""));
            }
            false
        });
        let flags: Vec<&Member<'_>> = flags.collect();
        // An object of flags under a misspelt name looks like a flag without any known member. Where
        // there are many flags, it is not all of them that are lost.
        self.flaw_unless(!flags.iter().take(50).any(|member| flag::is_foreign(member)));
        self.flags(flags.into_iter(), document);
    }

    fn flags<'n, 't: 'n>(
        &mut self,
        members: impl Iterator<Item = &'n Member<'t>>,
        document: &mut Document,
    ) {
        let index = Arc::make_mut(&mut document.index);
        let (expected, _) = members.size_hint();
        document.flags.reserve(expected);
        index.reserve(expected);
        for member in members {
            let key: Arc<str> = (&*member.name).into();
            let before = self.problems.concern(Some(key.clone()));
            let names = self.problems.name_errors();
            self.report_findings(&member.span());
            let mut flag = self.flag(member, &key);
            flag.broken = self.problems.errors() > before;
            flag.nameable = self.problems.name_errors() == names;
            self.problems.concern(None);
            match index.entry(key) {
                Entry::Occupied(first) => {
                    let Some(first) = document.flags.get_mut(*first.get()) else { continue };
                    // Where one object holds both, the parser's finding has said so already.
                    if !flag.broken {
                        self.twice(member, first);
                    }
                    // Neither of the two is believed.
                    first.broken = true;
                    first.nameable &= flag.nameable;
                    first.unread_variants |= flag.unread_variants || !flag.variants.is_empty();
                    if flag.enabled == Some(false) {
                        first.enabled = flag.enabled;
                    }
                    continue;
                }
                Entry::Vacant(vacant) => {
                    vacant.insert(document.flags.len());
                }
            }
            document.flags.push(flag);
        }
    }

    /// Two members `flags` may hold one key each, which no single object shows.
    fn twice(&mut self, member: &Member<'_>, first: &FlagDefinition) {
        self.problems.concerning(&first.key, |problems| {
            problems
                .error(
                    Code::DuplicateMember,
                    member.name_span.clone(),
                    format!("{} is given twice; keep one", quote(&member.name)),
                )
                .note(format!("first given at {}", first.location));
        });
    }

    fn replicas(&mut self, member: &Member<'_>) -> Option<u32> {
        let number = self.whole_number(&member.value, "`replicas`", 1..=1_000_000)?;
        u32::try_from(number).ok()
    }

    /// Reports what the parser found inside `span`.
    fn report_findings(&mut self, span: &Span) {
        for finding in self.findings.take(span) {
            self.report(finding);
        }
    }

    fn leftover_findings(&mut self) {
        let before = self.problems.errors();
        self.report_findings(&(0..usize::MAX));
        self.flaw_unless(self.problems.errors() == before);
    }

    fn report(&mut self, finding: Finding) {
        let first = finding.first.map(|offset| self.problems.location(offset));
        let message = finding.message.unwrap_or_else(|| finding.code.summary().to_owned());
        let problem = self.problems.error(finding.code, finding.span, message);
        if let Some(first) = first {
            problem.note(format!("first given at {first}"));
        }
    }

    fn unknown_member(&mut self, member: &Member<'_>, of: &str, known: &[&str]) {
        let name = &*member.name;
        let meant = SYNONYMS.iter().find(|(other, meant)| *other == name && known.contains(meant));
        let remedy = match meant {
            Some((_, meant)) => format!("did you mean `{meant}`?"),
            None => self.problems.remedy(name, known.iter().copied()),
        };
        let message = format!("unknown member {} {of}; {remedy}", quote(name));
        let is_note = !remedy.starts_with("did you mean");
        let problem = self.problems.error(Code::UnknownMember, member.name_span.clone(), message);
        if is_note && known.contains(&"metadata") {
            problem.help(
                "notes of your own go into `metadata`, or under a name that begins with `x-`",
            );
        } else if is_note {
            problem.help("a note of your own has a name that begins with `x-`");
        }
    }

    fn wrong_type(&mut self, node: &Node<'_>, what: &str, wanted: &str) {
        let code = if matches!(node.data, Data::Null) { Code::NullValue } else { Code::WrongType };
        let message = format!("{what} must be {wanted}, found {}", node.describe());
        self.problems.error(code, node.span.clone(), message);
    }

    /// The members of an object, or the report that it is none.
    fn object<'n, 't>(&mut self, node: &'n Node<'t>, what: &str) -> Option<&'n [Member<'t>]> {
        match &node.data {
            Data::Object(members) => Some(members),
            _ => {
                self.wrong_type(node, what, "an object");
                None
            }
        }
    }
}

/// Whether a member may say what it likes.
fn is_free(name: &str) -> bool {
    name.starts_with("x-")
}

/// The parser's findings in the order of the text, each to be taken once.
struct Findings(Vec<(usize, Option<Finding>)>);

impl Findings {
    fn new(findings: Vec<Finding>) -> Findings {
        Findings(findings.into_iter().map(|finding| (finding.span.start, Some(finding))).collect())
    }

    fn take(&mut self, span: &Span) -> Vec<Finding> {
        let from = self.0.partition_point(|(place, _)| *place < span.start);
        let inside = self.0.iter_mut().skip(from).take_while(|(place, _)| *place < span.end);
        inside.filter_map(|(_, finding)| finding.take()).collect()
    }
}
