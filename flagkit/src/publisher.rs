//! The registry of tables and the one place where snapshots are made and slots are written.
//!
//! It reads no file and keeps no thread: `source` and `service` bring readings, `scope` pins.
//! Law: every slot write happens under `state`'s mutex; no user code (a logger included) runs under it.

use crate::epoch::{Constants, Epoch, History, SlotId, Slots};
use crate::findings::{self, Finding};
use crate::fingerprint::Fingerprint;
use crate::forced::{Forced, ForcedFlags};
use crate::gathered::{Change, Gathered, TakenFile};
use crate::guard;
use crate::news::News;
use crate::slot::Slot;
use crate::snapshot::Snapshot;
use crate::source::{Beside, Reading};
use crate::sync::Mutex;
use crate::table::{Declaration, LinkedTable, Registration, Table};
use flagkit_core::{Document, FlagSet, Problem, Severity};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Everything that the run time shares; `scope` and `current` read its epoch without a lock.
static PUBLISHER: Publisher = Publisher { epoch: Epoch::new(), state: Mutex::new(State::new()) };

struct Publisher {
    epoch: Epoch<Snapshot>,
    state: Mutex<State>,
}

/// What only the holder of the mutex may see.
struct State {
    tables: Vec<&'static Table>,
    history: History<Snapshot>,
    /// What was replaced and a thread or a scope may still hold.
    retired: Vec<Arc<Snapshot>>,
    forced: ForcedFlags,
    source: SourceState,
    /// What is amiss between the documents and the build, told once and kept for `health`.
    findings: Vec<Finding>,
    /// The program's flags that an earlier version of the document in force had.
    vanished: BTreeSet<&'static str>,
}

/// What became of the last reading.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceState {
    /// Problems of the last document that could be read, whole or in part.
    pub(crate) problems: Vec<Problem>,
    /// Why the last reading was not taken.
    pub(crate) rejected: Option<String>,
    /// The file that is watched and was never there.
    pub(crate) awaited: Option<String>,
    /// When a document was last found as it should be.
    pub(crate) read_at: Option<Instant>,
    /// From the write of the file to its publication, for the last publication.
    pub(crate) effect: Option<Duration>,
    /// The document in force and where it came from, to be recognised when it is offered again.
    taken: Option<Taken>,
}

#[derive(Clone, Debug)]
struct Taken {
    origin: Arc<str>,
    text: Fingerprint,
    /// The files that the text names, as they were found.
    files: Arc<[TakenFile]>,
    /// Its problems are not told yet, since a file may be in the middle of being written.
    is_untold: bool,
}

impl SourceState {
    /// What is in force, if it came from here.
    fn taken_from(&self, origin: &str) -> Option<&Taken> {
        self.taken.as_ref().filter(|taken| *taken.origin == *origin)
    }
}

/// Whether the source will look again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// It will: a half-written file is not worth a report yet.
    Quick,
    /// It will not before the next change.
    Final,
}

/// What became of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A new generation is in force.
    Published,
    /// The same, with a file missing that may be there in a moment: offered again, its problems are told.
    Provisional,
    /// The document in force was offered again.
    Unchanged,
    /// The last good state stands.
    Rejected,
}

impl State {
    const fn new() -> Self {
        Self {
            tables: Vec::new(),
            history: History::new(),
            retired: Vec::new(),
            forced: ForcedFlags::new(),
            source: SourceState {
                problems: Vec::new(),
                rejected: None,
                awaited: None,
                read_at: None,
                effect: None,
                taken: None,
            },
            findings: Vec::new(),
            vanished: BTreeSet::new(),
        }
    }

    /// The snapshot in force; the first caller makes generation 1, which holds no live document.
    fn current(&mut self) -> Arc<Snapshot> {
        PUBLISHER.epoch.current().unwrap_or_else(|| {
            let first = Arc::new(Snapshot::new(1, Arc::new(FlagSet::empty()), None));
            PUBLISHER.epoch.publish(&mut self.history, &Tables(&self.tables), Arc::clone(&first));
            first
        })
    }

    fn settle(&mut self) {
        let _first = self.current();
        PUBLISHER.epoch.settle(&mut self.history, &Tables(&self.tables));
    }

    /// The retired snapshots that only the list holds: nobody can come by another reference to them.
    fn take_unread(&mut self) -> Vec<Arc<Snapshot>> {
        self.retired.extract_if(.., |retired| Arc::strong_count(retired) == 1).collect()
    }

    fn register(&mut self, table: &'static Table, news: &mut News) {
        if table.registration().is_some() {
            return;
        }
        // The first table meets no snapshot yet, and its slots are written by the views that are made below.
        self.current();
        let parsed = Document::parse_with_files(table.text(), &mut |name| table.beside(name));
        let embedded = match &parsed.document {
            Some(document) => FlagSet::compile(document, None),
            None => FlagSet::empty(),
        };
        let embedded = Arc::new(embedded);
        let problems = parsed.problems;
        let registration = Registration::new(self.tables.len(), embedded, problems);
        for snapshot in self.history.iter() {
            snapshot.view(table, &registration);
        }
        let handle = |key: &str| match &parsed.document {
            // The document may name the handle.
            Some(document) => document.flag(key).map(|flag| flag.handle().to_owned()),
            None => flagkit_core::handle_name(key).ok(),
        };
        self.forced.meet(table, handle, news);
        self.tables.push(table);
        table.set_registration(registration);
    }

    /// Looks for what is amiss, and reports what was not so before.
    fn find(&mut self, news: &mut News) {
        let snapshot = self.current();
        let found = findings::all(&snapshot, &self.tables, &self.vanished, &self.forced);
        let known = std::mem::replace(&mut self.findings, found);
        news.findings(self.findings.iter().filter(|finding| !known.contains(finding)));
    }

    fn register_linked(&mut self, news: &mut News) {
        for LinkedTable(table) in inventory::iter::<LinkedTable> {
            self.register(table, news);
        }
    }
}

struct Tables<'a>(&'a [&'static Table]);

impl Slots for Tables<'_> {
    fn each(&self, visit: &mut dyn FnMut(SlotId, &Slot)) {
        for (table, known) in self.0.iter().enumerate() {
            for declaration in known.declarations() {
                visit(SlotId { table, index: declaration.index() }, declaration.slot());
            }
        }
    }
}

/// The epoch that readers pin and compare with.
#[inline]
pub(crate) fn epoch() -> &'static Epoch<Snapshot> {
    &PUBLISHER.epoch
}

/// The snapshot in force, under a lock.
pub(crate) fn current() -> Arc<Snapshot> {
    PUBLISHER.epoch.current().unwrap_or_else(|| PUBLISHER.state.lock().current())
}

/// Makes a table known, and with it all that the linker listed.
#[cold]
pub(crate) fn register(table: &'static Table) -> Option<&'static Registration> {
    let mut news = News::default();
    {
        let mut state = PUBLISHER.state.lock();
        state.register_linked(&mut news);
        state.register(table, &mut news);
        state.settle();
        state.find(&mut news);
    }
    news.write_aside();
    table.registration()
}

/// Makes all tables known that the linker listed.
pub(crate) fn register_linked() {
    let mut news = News::default();
    {
        let mut state = PUBLISHER.state.lock();
        let known = state.tables.len();
        state.register_linked(&mut news);
        if state.tables.len() != known {
            state.settle();
            state.find(&mut news);
        }
    }
    news.write_aside();
}

/// The tables that are known.
pub(crate) fn tables() -> Vec<&'static Table> {
    PUBLISHER.state.lock().tables.clone()
}

/// Takes what a source has read.
pub(crate) fn offer(
    origin: &str,
    reading: Reading,
    beside: &mut dyn FnMut(&str) -> Beside,
    patience: Patience,
    news: &mut News,
) -> Verdict {
    match reading {
        Reading::Text(text) => take(origin, &text, &mut Gathered::new(beside), patience, news),
        Reading::Missing => {
            let mut state = PUBLISHER.state.lock();
            match state.source.taken_from(origin) {
                // Not there yet: a state, not a problem. If something bad was there, it is no more.
                None => {
                    state.source.rejected = None;
                    if state.source.awaited.as_deref() != Some(origin) {
                        state.source.awaited = Some(origin.to_owned());
                        news.warning(format!(
                            "{origin}: there is no such file; the flags in force stand until it appears"
                        ));
                    }
                    Verdict::Unchanged
                }
                Some(_) => {
                    let reason = "the file is gone; the last good state stands until it is back";
                    reject(&mut state, origin, reason.to_owned(), patience, news)
                }
            }
        }
        Reading::Unreadable { reason } => {
            let mut state = PUBLISHER.state.lock();
            reject(&mut state, origin, reason, patience, news)
        }
    }
}

fn take(
    origin: &str,
    text: &str,
    files: &mut Gathered<'_>,
    patience: Patience,
    news: &mut News,
) -> Verdict {
    let taken = PUBLISHER.state.lock().source.taken_from(origin).cloned();
    if let Some(taken) = taken.filter(|taken| taken.text.is_of(text)) {
        match files.compared(&taken.files) {
            Change::None => return retake(origin, patience, news),
            // The last good definitions stand, and the source will look again.
            Change::Doubtful if patience == Patience::Quick => return Verdict::Rejected,
            Change::Doubtful | Change::Good => {}
        }
    }
    // Parsing takes the longest and needs no lock.
    let mut parsed = Document::parse_with_files(text, &mut |name| files.text(name));
    for problem in &mut parsed.problems {
        // Two keys with one name in Rust are an error where handles are made, and here only worth a word.
        if problem.code.is_about_names() {
            problem.severity = Severity::Warning;
        }
    }
    let mut state = PUBLISHER.state.lock();
    let Some(document) = parsed.document else {
        let problem = parsed.problems.iter().find(|p| p.severity == Severity::Error);
        let reason = problem.map_or_else(
            || format!("{origin}: the document cannot be read"),
            |problem| problem.render(origin),
        );
        return reject(&mut state, origin, reason, patience, news);
    };
    let current = state.current();
    state.register_linked(news);
    // What another file said is no last good definition of this one.
    let previous = current.origin().is_some_and(|known| **known == *origin);
    let set = FlagSet::compile(&document, previous.then(|| &**current.document()));
    let generation = current.generation() + 1;
    let is_untold = patience == Patience::Quick && files.lack_any();
    let taken = Taken {
        origin: Arc::from(origin),
        text: Fingerprint::of(text),
        files: files.taken(),
        is_untold,
    };
    let origin_in_force = Some(Arc::clone(&taken.origin));
    let next = Arc::new(Snapshot::new(generation, Arc::new(set), origin_in_force));
    for &table in &state.tables {
        if let Some(registration) = table.registration() {
            next.view(table, registration);
        }
    }
    if !is_untold {
        news.problems(origin, &parsed.problems);
    }
    let State { tables, history, vanished, .. } = &mut *state;
    if previous {
        findings::follow(vanished, current.document(), next.document(), tables);
    } else {
        vanished.clear();
    }
    PUBLISHER.epoch.publish(history, &Tables(tables), Arc::clone(&next));
    state.retired.push(current);
    state.source = SourceState {
        problems: parsed.problems,
        rejected: None,
        awaited: None,
        read_at: Some(Instant::now()),
        effect: None,
        taken: Some(taken),
    };
    news.info(format!("{origin}: generation {generation} is in force"));
    state.find(news);
    drop(state);
    // After it is in force, so that nobody is let in by the definition that was stopped.
    guard::follow_all(&next, news);
    if is_untold { Verdict::Provisional } else { Verdict::Published }
}

/// Takes note that what is in force was found again.
fn retake(origin: &str, patience: Patience, news: &mut News) -> Verdict {
    let mut state = PUBLISHER.state.lock();
    let source = &mut state.source;
    source.rejected = None;
    source.awaited = None;
    source.read_at = Some(Instant::now());
    let Some(taken) = source.taken.as_mut().filter(|taken| taken.is_untold) else {
        return Verdict::Unchanged;
    };
    if patience == Patience::Quick {
        return Verdict::Rejected;
    }
    taken.is_untold = false;
    news.problems(origin, &source.problems);
    Verdict::Unchanged
}

fn reject(
    state: &mut State,
    origin: &str,
    reason: String,
    patience: Patience,
    news: &mut News,
) -> Verdict {
    if patience == Patience::Quick {
        return Verdict::Rejected;
    }
    let reason = if reason.starts_with(origin) { reason } else { format!("{origin}: {reason}") };
    if state.source.rejected.as_ref() != Some(&reason) {
        news.error(reason.clone());
        state.source.rejected = Some(reason);
    }
    Verdict::Rejected
}

/// Records how long the last publication took from the write of its file.
pub(crate) fn record_effect(effect: Duration) {
    PUBLISHER.state.lock().source.effect = Some(effect);
}

/// Writes slots that wait for an unpin, if there are any.
pub(crate) fn settle() {
    if PUBLISHER.epoch.is_pending() {
        PUBLISHER.state.lock().settle();
    }
}

/// Frees the replaced snapshots that nobody reads any more.
///
/// Without it the last reader of one would free all its flags in the middle of a call.
pub(crate) fn sweep() {
    // The guard goes at the end of the statement, and the snapshots after it.
    let _unread = PUBLISHER.state.lock().take_unread();
}

/// Has every call of these flags ask, until [`count_out`].
pub(crate) fn count_in<'a>(flags: impl Iterator<Item = &'a Declaration>) {
    let mut state = PUBLISHER.state.lock();
    flags.for_each(|flag| flag.slot().add_asker());
    state.settle();
}

/// Undoes one [`count_in`].
pub(crate) fn count_out<'a>(flags: impl Iterator<Item = &'a Declaration>) {
    let mut state = PUBLISHER.state.lock();
    flags.for_each(|flag| flag.slot().remove_asker());
    state.settle();
}

/// Puts an operator's override in force for the whole process, or takes it away; whether there was one before.
pub(crate) fn force(key: &str, variant: Option<&str>) -> bool {
    register_linked();
    let mut state = PUBLISHER.state.lock();
    let State { tables, forced, .. } = &mut *state;
    let before = forced.set(key, variant, tables);
    state.settle();
    before
}

/// What `health` shows of the publisher.
pub(crate) struct Status {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) source: SourceState,
    pub(crate) forced: Vec<(String, Forced)>,
    pub(crate) findings: Vec<Finding>,
    /// When the oldest snapshot that a scope still holds was replaced by its successor.
    pub(crate) oldest_pin: Option<(u64, Duration)>,
}

/// A consistent picture of the publisher.
pub(crate) fn status() -> Status {
    let mut state = PUBLISHER.state.lock();
    let snapshot = state.current();
    let oldest = PUBLISHER.epoch.oldest_pin().filter(|&pin| pin < snapshot.generation());
    let oldest_pin = oldest.map(|pin| {
        let successor =
            state.history.iter().filter(|s| s.generation() > pin).map(|s| s.published()).min();
        (pin, successor.unwrap_or_else(|| snapshot.published()).elapsed())
    });
    let forced = state.forced.all();
    let (source, findings) = (state.source.clone(), state.findings.clone());
    Status { snapshot, source, forced, findings, oldest_pin }
}

/// The file that the build embedded, for a program that was given none.
///
/// `None` in a release build, which does not know it, and where several packages brought a file:
/// a library's must not be taken for the program's.
pub(crate) fn build_file() -> Option<PathBuf> {
    let mut tables = inventory::iter::<LinkedTable>();
    match (tables.next(), tables.next()) {
        (Some(LinkedTable(table)), None) if !table.path().is_empty() => {
            Some(PathBuf::from(table.path()))
        }
        _ => None,
    }
}
