//! `watch`: a real process, real saves; each line is waited for, nothing sleeps.

use crate::project::Project;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// No save takes so long to be seen, whatever else the machine does.
const PATIENCE: Duration = Duration::from_secs(30);

/// A watch that is ended when it is dropped.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(project: &Project, arguments: &[&str]) -> Self {
        let mut all = vec!["watch"];
        all.extend(arguments);
        let mut command = project.command(&all);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let (send, lines) = channel();
        let reader = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in reader.lines() {
                let Ok(line) = line else { return };
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// The next line, without its time.
    #[track_caller]
    fn line(&self) -> String {
        let line = self.lines.recv_timeout(PATIENCE).expect("a line");
        let is_time = line.len() > 9 && line.as_bytes()[2] == b':' && line.as_bytes()[8] == b'Z';
        if is_time { line[10..].to_owned() } else { line.trim_start().to_owned() }
    }

    #[track_caller]
    fn expect(&self, lines: &[&str]) {
        for wanted in lines {
            assert_eq!(self.line(), *wanted);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn project(flags: &str) -> Project {
    let project = Project::new();
    project.write("flags.json", flags);
    project
}

/// As editors do it: another file takes the name.
fn rename_over(project: &Project, text: &str) {
    project.write("flags.json~", text);
    std::fs::rename(project.join("flags.json~"), project.join("flags.json")).unwrap();
}

#[test]
fn each_kind_of_save_is_seen() {
    let project = project(r#"{ "search": "5%", "banner": false }"#);
    let watch = Watch::start(&project, &[]);
    watch.expect(&["watching flags.json, until Ctrl-C", "search  5%", "banner  off"]);

    project.write("flags.json", r#"{ "search": "6%", "banner": false }"#);
    watch.expect(&["search: 5% → 6%"]);

    rename_over(&project, r#"{ "search": "7%", "banner": true }"#);
    watch.expect(&["search: 6% → 7%", "banner: off → on"]);

    // Deleted and made anew: within a moment it is one change, after it two.
    std::fs::remove_file(project.join("flags.json")).unwrap();
    watch.expect(&["flags.json is gone; what it said last stays in force"]);
    project.write("flags.json", r#"{ "search": "8%" }"#);
    watch.expect(&["flags.json is back", "search: 7% → 8%", "banner: removed; it was on"]);
}

#[test]
fn broken_saves_keep_the_last_good_state() {
    let project = project(r#"{ "search": "5%", "banner": false }"#);
    let watch = Watch::start(&project, &[]);
    watch.expect(&["watching flags.json, until Ctrl-C", "search  5%", "banner  off"]);

    project.write("flags.json", "{ \"search\": \"6%\",\n  \"banner\": \"yes\" }");
    watch.expect(&[
        "flags.json:2:13: error[FK0008]: flag `banner` is the text `yes`; write `true` without quotes",
        "what is broken keeps its last good state",
        "search: 5% → 6%",
    ]);
    project.write("flags.json", "{ \"search\": \"7%\",\n  \"banner\": ");
    let line = watch.line();
    assert!(line.starts_with("flags.json:2:13: error[FK0001]: "), "{line}");
    watch.expect(&["what is broken keeps its last good state"]);

    project.write("flags.json", "{ \"search\": \"7%\",\n  \"banner\": true }");
    watch.expect(&[
        "flags.json is mended",
        "banner: mended",
        "search: 6% → 7%",
        "banner: off → on",
    ]);
}

#[cfg(unix)]
#[test]
fn a_config_map_is_followed_through_its_links() {
    use std::os::unix::fs::symlink;
    let project = Project::new();
    project.write("one/flags.json", r#"{ "search": "5%" }"#);
    project.write("two/flags.json", r#"{ "search": "9%" }"#);
    symlink("one", project.join("data")).unwrap();
    symlink("data/flags.json", project.join("flags.json")).unwrap();
    let watch = Watch::start(&project, &["--file", "flags.json"]);
    watch.expect(&["watching flags.json, until Ctrl-C", "search  5%"]);
    symlink("two", project.join("data.new")).unwrap();
    std::fs::rename(project.join("data.new"), project.join("data")).unwrap();
    watch.expect(&["search: 5% → 9%"]);
}

#[test]
fn files_of_ids_are_watched_too() {
    let flags = r#"{ "segments": { "beta": { "file": "beta.txt" } },
        "flags": { "search": { "stages": ["beta"], "stage": "beta" } } }"#;
    let project = project(flags);
    project.write("beta.txt", "minsu\n");
    let watch = Watch::start(&project, &["--file", "flags.json"]);
    watch.expect(&["watching flags.json, until Ctrl-C", "search  stage beta (1 of 1)"]);
    project.write("beta.txt", "jiwoo\nminsu\n");
    watch.expect(&["file beta.txt: + jiwoo (used by search)"]);
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let ran = Project::new().run(&["watch", "--file", "none.json"]).expect(2);
    assert!(ran.stderr.starts_with("error: there is no `none.json`\n"), "{}", ran.stderr);
}

#[test]
fn a_save_that_keeps_size_and_time_is_found_later() {
    let project = project(r#"{ "search": "5%" }"#);
    let path = project.join("flags.json");
    let watch = Watch::start(&project, &[]);
    watch.expect(&["watching flags.json, until Ctrl-C", "search  5%"]);
    let time = std::fs::metadata(&path).unwrap().modified().unwrap();
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    // One write of as many bytes: there is no moment at which the size is another.
    file.write_all(br#"{ "search": "6%" }"#).unwrap();
    file.set_modified(time).unwrap();
    watch.expect(&["search: 5% → 6%"]);
}
