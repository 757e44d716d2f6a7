//! One immutable state of all flags: the live document over each table's embedded one.
//!
//! It decides nothing about time or scopes; `epoch` says who sees which snapshot.
//! Law: a table's view depends on the snapshot's document and the table alone,
//! so it can be made late, for a table that registers after the snapshot was published.

use crate::epoch::{Constants, SlotId};
use crate::measure::cells::Lane;
use crate::measure::experiment::Experiment;
use crate::slot::ASK;
use crate::sync::{AtomicU64, Ordering};
use crate::table::{Declaration, Registration, Table};
use crate::world::{CallWorld, Drawn};
use flagkit_core::plan::{Chance, Explanation, World};
use flagkit_core::{ErrorCode, Evaluation, Flag, FlagSet, Kind, Origin, Reason};
use once_cell::race::OnceBox;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// Tables per chunk: one chunk serves every program seen so far, the chain every other.
const CHUNK: usize = 8;

/// The flags of one generation.
pub(crate) struct Snapshot {
    generation: u64,
    document: Arc<FlagSet>,
    origin: Option<Arc<str>>,
    published: Instant,
    views: Chunk,
}

/// Which one it is; its flags and their segments would fill a log.
impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Snapshot");
        shown.field("generation", &self.generation).field("origin", &self.origin);
        shown.finish_non_exhaustive()
    }
}

/// A list that grows without moving, so that readers take no lock.
#[derive(Debug, Default)]
struct Chunk {
    views: [OnceLock<View>; CHUNK],
    next: OnceBox<Chunk>,
}

/// One table's flags, in the order of its declarations.
#[derive(Debug)]
pub(crate) struct View(Box<[Entry]>);

/// A declared flag and what the snapshot's documents say of it.
#[derive(Debug)]
pub(crate) struct Entry {
    flag: Result<Arc<Flag>, ErrorCode>,
    /// The build's arm for each variant of the flag; `None` where the build does not know the variant.
    arms: Box<[Option<u8>]>,
    constant: u8,
    fallback: u8,
    /// The build or the live document calls it a kill switch. In an emergency one edits `"stop": true`, not the kind.
    kill_switch: bool,
    /// The flag's stage has some calls run in shadow.
    casts_shadows: bool,
    /// The chance that was asked about last, in the lower 48 bits, and its epoch.
    epoch: AtomicU64,
    /// What is measured of the flag, nearer at hand than in the registry.
    experiment: OnceLock<&'static Experiment>,
}

/// The bits of a chance.
const CHANCE: u64 = (1 << 48) - 1;

/// An answer in terms of the build: which arm runs, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) arm: u8,
    pub(crate) reason: Reason,
    pub(crate) error: Option<ErrorCode>,
    pub(crate) bucket: Option<u32>,
    /// What in the definition decided; `None` where nothing in it did.
    pub(crate) origin: Option<Origin>,
    /// Who was drawn, where the draw decided and the call is measured.
    pub(crate) drawn: Option<Drawn>,
}

impl Answer {
    pub(crate) fn failed(arm: u8, error: ErrorCode) -> Self {
        let (reason, error) = (Reason::Error, Some(error));
        Self { arm, reason, error, bucket: None, origin: None, drawn: None }
    }

    pub(crate) fn forced(arm: u8) -> Self {
        let reason = Reason::Override;
        Self { arm, reason, error: None, bucket: None, origin: None, drawn: None }
    }

    /// The same answer after a guard has taken its arm back.
    pub(crate) fn rolled_back(self, fallback: u8) -> Self {
        Self { arm: fallback, reason: Reason::RolledBack, drawn: None, ..self }
    }

    /// Whether chance alone chose the arm, so that the arms may be compared.
    fn is_drawn(&self) -> bool {
        let reason = matches!(self.reason, Reason::Split | Reason::Default | Reason::Static);
        reason && self.error.is_none()
    }
}

impl Snapshot {
    pub(crate) fn new(generation: u64, document: Arc<FlagSet>, origin: Option<Arc<str>>) -> Self {
        let (published, views) = (Instant::now(), Chunk::default());
        Self { generation, document, origin, published, views }
    }

    /// The live document; empty when none was ever loaded.
    pub(crate) fn document(&self) -> &Arc<FlagSet> {
        &self.document
    }

    /// Where the live document came from; `None` while the embedded ones serve alone.
    pub(crate) fn origin(&self) -> Option<&Arc<str>> {
        self.origin.as_ref()
    }

    pub(crate) fn published(&self) -> Instant {
        self.published
    }

    /// The flags of a registered table.
    pub(crate) fn view(&self, table: &Table, registration: &Registration) -> &View {
        let mut chunk = &self.views;
        for _ in 0..registration.id / CHUNK {
            chunk = chunk.next.get_or_init(Box::default);
        }
        // The remainder is below the length for every id.
        chunk.views[registration.id % CHUNK]
            .get_or_init(|| View::new(&self.document, &registration.embedded, table))
    }

    fn entry(&self, slot: SlotId) -> Option<&Entry> {
        let mut chunk = &self.views;
        for _ in 0..slot.table / CHUNK {
            chunk = chunk.next.get()?;
        }
        chunk.views[slot.table % CHUNK].get()?.entry(slot.index)
    }
}

impl Constants for Snapshot {
    fn generation(&self) -> u64 {
        self.generation
    }

    fn constant(&self, slot: SlotId) -> u8 {
        self.entry(slot).map_or(ASK, |entry| entry.constant)
    }

    fn pierces(&self, slot: SlotId) -> bool {
        self.entry(slot).is_some_and(|entry| entry.kill_switch)
    }
}

impl View {
    fn new(document: &FlagSet, embedded: &FlagSet, table: &Table) -> Self {
        let entry = |declaration| Entry::new(document, embedded, declaration);
        Self(table.declarations().iter().map(entry).collect())
    }

    pub(crate) fn entry(&self, index: usize) -> Option<&Entry> {
        self.0.get(index)
    }
}

impl Entry {
    fn new(document: &FlagSet, embedded: &FlagSet, declaration: &Declaration) -> Self {
        let fallback = declaration.fallback();
        let key = declaration.key();
        let kill_switch = [document, embedded]
            .into_iter()
            .any(|set| set.get(key).is_some_and(|flag| flag.kind() == Kind::KillSwitch));
        let build = || {
            let flag = embedded.get(key)?;
            // `"enabled": false` is obeyed even in a broken definition; the build's says which arm is the old code.
            let is_off = document.switched_off(key);
            Some(if is_off { Arc::new(flag.disabled()) } else { Arc::clone(flag) })
        };
        let Some(flag) = document.get(key).cloned().or_else(build) else {
            let error = if document.broken(key) || embedded.broken(key) {
                ErrorCode::ParseError
            } else {
                ErrorCode::FlagNotFound
            };
            let (arms, constant) = (Box::default(), fallback + 1);
            let (flag, epoch, experiment) = (Err(error), AtomicU64::new(0), OnceLock::new());
            return Self {
                flag,
                arms,
                constant,
                fallback,
                kill_switch,
                casts_shadows: false,
                epoch,
                experiment,
            };
        };
        // A boolean flag has the variants `off` and `on`, so a flag that changed its type
        // brings variants that the build does not know, and needs no case of its own.
        let arms: Box<[_]> =
            flag.variants().iter().map(|variant| declaration.arm(&variant.name)).collect();
        let (epoch, experiment) = (AtomicU64::new(0), OnceLock::new());
        let casts_shadows = flag.shadow().is_some();
        let mut entry = Self {
            flag: Ok(Arc::clone(&flag)),
            arms,
            constant: ASK,
            fallback,
            kill_switch,
            casts_shadows,
            epoch,
            experiment,
        };
        // A call that is shadowed must ask, whatever the answer.
        let constant = flag.constant().filter(|_| !casts_shadows);
        entry.constant = constant.map_or(ASK, |constant| entry.answer(constant).arm + 1);
        entry
    }

    /// What the flag answers for this context.
    #[inline(always)]
    pub(crate) fn evaluate(
        &self,
        context: Option<&dyn flagkit_core::Context>,
        world: &CallWorld<'_>,
    ) -> Answer {
        let mut answer = match &self.flag {
            Ok(flag) => self.answer(flag.evaluate(context, world)),
            Err(error) => return Answer::failed(self.fallback, *error),
        };
        answer.drawn = world.drawn().filter(|_| answer.is_drawn());
        answer
    }

    /// Whether the flag's stage has some calls run in shadow.
    #[inline]
    pub(crate) fn casts_shadows(&self) -> bool {
        self.casts_shadows
    }

    /// The arm that is to run in shadow beside this answer.
    #[cold]
    pub(crate) fn shadow(
        &self,
        answer: &Answer,
        context: Option<&dyn flagkit_core::Context>,
        world: &CallWorld<'_>,
    ) -> Option<u8> {
        let shadow = self.flag.as_ref().ok()?.shadow()?;
        let (origin, arm) = (answer.origin?, Some(answer.arm));
        let variant = self.arms.iter().position(|known| *known == arm)?;
        let mut evaluation = Evaluation::new(variant, answer.reason).by(origin);
        evaluation.error = answer.error;
        let variant = shadow.draws(&evaluation, context, world)?;
        self.arms.get(variant).copied().flatten().filter(|arm| *arm != self.fallback)
    }

    /// What is measured of the flag.
    #[inline]
    pub(crate) fn experiment(&self, flag: &'static Declaration) -> Option<&'static Experiment> {
        match self.experiment.get() {
            Some(experiment) => Some(experiment),
            None => Experiment::of(flag).map(|found| *self.experiment.get_or_init(|| found)),
        }
    }

    /// How a call is counted that was drawn by this chance: by the shares that the build's arms have under it.
    #[inline]
    pub(crate) fn lane(&self, experiment: &Experiment, chance: Chance) -> Lane {
        if experiment.declaration().slot().has_rolled_back() {
            return self.lane_of_the_rest(experiment, chance);
        }
        // ORDERING: chance and epoch are one word, and belong to each other for ever.
        let last = self.epoch.load(Ordering::Relaxed);
        if last & CHANCE == chance.bits() {
            return Lane::Epoch((last >> 48) as u16);
        }
        self.new_epoch(experiment, chance)
    }

    #[cold]
    fn new_epoch(&self, experiment: &Experiment, chance: Chance) -> Lane {
        let epoch = experiment.epoch(&self.shares(experiment, chance));
        if epoch == u16::MAX {
            // There have been too many to tell apart: nobody is compared, and the absolute guard watches.
            return Lane::Placed;
        }
        self.epoch.store(chance.bits() | u64::from(epoch) << 48, Ordering::Relaxed);
        Lane::Epoch(epoch)
    }

    /// The chance of each arm of the build.
    fn shares(&self, experiment: &Experiment, chance: Chance) -> Vec<f64> {
        let mut shares = vec![0.0; experiment.declaration().variants().len()];
        let Ok(flag) = &self.flag else { return shares };
        for (arm, share) in self.arms.iter().zip(flag.shares(chance)) {
            // A variant that the build does not know is served by the fallback.
            if let Some(total) = shares.get_mut(usize::from(arm.unwrap_or(self.fallback))) {
                *total += share;
            }
        }
        shares
    }

    /// The same after a guard has taken arms back: who was drawn into one of them is placed, and the others are compared
    /// among themselves, if there still are two.
    #[cold]
    fn lane_of_the_rest(&self, experiment: &Experiment, chance: Chance) -> Lane {
        let slot = experiment.declaration().slot();
        if self.arms.len() <= 2 {
            return Lane::Placed;
        }
        let mut shares = self.shares(experiment, chance);
        for (arm, share) in (0..).zip(&mut shares) {
            if slot.is_rolled_back(arm) {
                *share = 0.0;
            }
        }
        let rest: f64 = shares.iter().sum();
        if shares.iter().filter(|share| **share > 0.0).count() < 2 {
            return Lane::Placed;
        }
        shares.iter_mut().for_each(|share| *share /= rest);
        Lane::Epoch(experiment.epoch(&shares))
    }

    /// The same, with how it came about.
    pub(crate) fn explain(
        &self,
        context: Option<&dyn flagkit_core::Context>,
        world: &dyn World,
    ) -> (Answer, Option<Explanation>) {
        match &self.flag {
            Ok(flag) => {
                let explanation = flag.explain(context, world);
                (self.answer(explanation.evaluation), Some(explanation))
            }
            Err(error) => (Answer::failed(self.fallback, *error), None),
        }
    }

    #[inline]
    fn answer(&self, evaluation: Evaluation) -> Answer {
        let Evaluation { variant, reason, error, bucket, origin, .. } = evaluation;
        let (origin, drawn) = (Some(origin), None);
        match self.arms.get(variant).copied().flatten() {
            // Every failure ends in the arm that the build calls the fallback,
            // even where a live document has changed its default.
            _ if error.is_some() => {
                Answer { arm: self.fallback, reason, error, bucket, origin, drawn }
            }
            Some(arm) => Answer { arm, reason, error, bucket, origin, drawn },
            None => Answer { origin, ..Answer::failed(self.fallback, ErrorCode::TypeMismatch) },
        }
    }

    /// The definition in force, unless the flag has none that fits the build.
    pub(crate) fn flag(&self) -> Result<&Arc<Flag>, ErrorCode> {
        self.flag.as_ref().map_err(|error| *error)
    }

    /// Variants of the live document that this build cannot run.
    pub(crate) fn unknown_variants(&self) -> impl Iterator<Item = &str> {
        let variants = self.flag.iter().flat_map(|flag| flag.variants());
        let unknown = variants.zip(&self.arms).filter(|(_, arm)| arm.is_none());
        unknown.map(|(variant, _)| &*variant.name)
    }
}
