//! The sources that cargo's targets reach, each read and taken apart once.
//!
//! From each target's root along `mod`, `#[path]` and `include!`, a generation of files at a time, on all cores. What no
//! target reaches is not compiled, and is not read.

use crate::exit::{Failure, Result};
use crate::finding::TextFile;
use crate::flags_file::FlagsFile;
use crate::print::progress::Progress;
use crate::source::facts::Facts;
use crate::source::interest::{Names, interest};
use crate::source::modules::Place;
use crate::workspace::{self, Workspace};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Every source that was reached.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) all: Vec<Source>,
    /// By path, and by whether its modules stand beside it: a file may be reached both ways.
    by_path: HashMap<(PathBuf, bool), usize>,
    /// How many lines they have.
    pub(crate) lines: usize,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) file: Arc<TextFile>,
    /// What it says of flags; `None` where its words show that it says nothing.
    pub(crate) facts: Option<Facts>,
    /// The packages that compile it, and whether for tests alone.
    pub(crate) contexts: Vec<Context>,
    /// Files that it names, and whether for tests alone.
    children: Vec<(usize, bool)>,
}

/// Who compiles a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) package: usize,
    pub(crate) tested: bool,
}

/// A file to be read.
struct Wanted {
    path: PathBuf,
    is_root_like: bool,
    is_fragment: bool,
}

/// Reads everything from the targets' roots on.
pub(super) fn read(
    workspace: &Workspace,
    files: &[FlagsFile],
    excluded: &[PathBuf],
) -> Result<Sources> {
    let excluded: Vec<PathBuf> = excluded.iter().map(|path| workspace.root.join(path)).collect();
    if let Some(missing) = excluded.iter().find(|path| !path.exists()) {
        let shown = workspace.shown(missing);
        return Err(Failure::new(format!(
            "there is no `{shown}` to leave out; check its spelling"
        ))
        .help("paths count from the workspace's root"));
    }
    let is_excluded = |path: &Path| excluded.iter().any(|excluded| path.starts_with(excluded));
    let flags = files.iter().flat_map(FlagsFile::flags);
    let names = Names::of(flags.map(|flag| (flag.key(), flag.handle())));
    let progress = Progress::new("reading sources", 0);
    let mut sources = Sources::default();
    let mut roots = Vec::new();
    let mut generation = Vec::new();
    for (package, member) in workspace.packages.iter().enumerate() {
        for target in &member.targets {
            let path = target.src_path.as_std_path().to_owned();
            if is_excluded(&path) {
                continue;
            }
            sources.by_path.entry((path.clone(), true)).or_insert_with(|| {
                let (is_root_like, is_fragment) = (true, false);
                generation.push(Wanted { path: path.clone(), is_root_like, is_fragment });
                generation.len() - 1
            });
            roots.push((path, Context { package, tested: workspace::is_test(target) }));
        }
    }
    while !generation.is_empty() {
        let first = sources.all.len();
        let read = in_parallel(&generation, |wanted| {
            progress.step();
            one(wanted, workspace, &names)
        });
        for (source, lines) in read.into_iter().collect::<Result<Vec<_>>>()? {
            sources.lines += lines;
            sources.all.push(source);
        }
        generation = next(&mut sources, first, &is_excluded);
    }
    for (path, context) in roots {
        if let Some(root) = sources.by_path.get(&(path, true)) {
            spread(&mut sources.all, *root, context);
        }
    }
    Ok(sources)
}

/// The files that the last generation names, from its `first` on, those that are there and new.
fn next(sources: &mut Sources, first: usize, is_excluded: &impl Fn(&Path) -> bool) -> Vec<Wanted> {
    let mut generation = Vec::new();
    let end = sources.all.len();
    for index in first..end {
        let Some(facts) = sources.all.get(index).and_then(|source| source.facts.as_ref()) else {
            continue;
        };
        let mut children = Vec::new();
        for declared in &facts.declared {
            let there = declared.candidates.iter().find(|path| path.is_file());
            let path = there.map(|path| plain(path)).filter(|path| !is_excluded(path));
            let Some(path) = path else { continue };
            let (is_root_like, is_fragment) = (declared.is_root_like, declared.is_fragment);
            let place = (path.clone(), is_root_like);
            let known = sources.by_path.get(&place).copied();
            let child = known.unwrap_or_else(|| {
                let child = end + generation.len();
                sources.by_path.insert(place, child);
                generation.push(Wanted { path, is_root_like, is_fragment });
                child
            });
            children.push((child, declared.tested));
        }
        if let Some(source) = sources.all.get_mut(index) {
            source.children = children;
        }
    }
    generation
}

/// Without `.` and `..`, so that one file has one path.
fn plain(path: &Path) -> PathBuf {
    let odd = path
        .components()
        .any(|part| matches!(part, std::path::Component::ParentDir | std::path::Component::CurDir));
    let real = odd.then(|| path.canonicalize().ok()).flatten();
    real.unwrap_or_else(|| path.to_owned())
}

fn one(wanted: &Wanted, workspace: &Workspace, names: &Names<'_>) -> Result<(Source, usize)> {
    let shown = workspace.shown(&wanted.path);
    let bytes = std::fs::read(&wanted.path).map_err(|error| {
        Failure::new(format!("cannot read `{shown}`: {error}; see to the file system"))
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new(format!("`{shown}` is not UTF-8; save it as UTF-8")))?;
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    let promise = interest(&text, names);
    let file = Arc::new(TextFile { path: wanted.path.clone(), shown, text });
    let is_worth = promise.flags || promise.files;
    let place = Place::of(&wanted.path, wanted.is_root_like);
    let apart = if wanted.is_fragment { Facts::of_fragment } else { Facts::of };
    let facts = is_worth.then(|| apart(&file, &place));
    Ok((Source { file, facts, contexts: Vec::new(), children: Vec::new() }, lines))
}

/// Tells a file and those that it names who compiles them.
fn spread(all: &mut [Source], root: usize, context: Context) {
    let mut open = vec![(root, context)];
    while let Some((index, context)) = open.pop() {
        let Some(source) = all.get_mut(index) else { continue };
        if source.contexts.contains(&context) {
            continue;
        }
        source.contexts.push(context);
        open.extend(source.children.iter().map(|(child, tested)| {
            (*child, Context { tested: context.tested || *tested, ..context })
        }));
    }
}

/// The same for each item, on all cores, in the order of the items.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            // ORDERING: the counter only deals out places; what is made is joined by the end of the scope.
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let start = |_| thread::Builder::new().stack_size(crate::STACK).spawn_scoped(scope, worker);
        let workers: Vec<_> = (0..cores).filter_map(|core| start(core).ok()).collect();
        // Where no thread can be had, this one does it all.
        let mut done = if workers.is_empty() { worker() } else { Vec::new() };
        for worker in workers {
            match worker.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
