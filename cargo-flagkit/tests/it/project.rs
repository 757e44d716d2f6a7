//! A directory with files in it, and the command run there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A temporary directory, gone when it is dropped.
pub(crate) struct Project {
    directory: tempfile::TempDir,
}

/// What a run of the command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    /// A package `app` that depends on flagkit by path, with this flags.json and these sources.
    pub(crate) fn package(flags: &str, sources: &[(&str, &str)]) -> Self {
        let project = Self::new();
        let flagkit = concat!(env!("CARGO_MANIFEST_DIR"), "/../flagkit");
        project.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 flagkit = {{ path = '{flagkit}' }}\n\n[workspace]\n"
            ),
        );
        project.write("flags.json", flags);
        for (path, text) in sources {
            project.write(path, text);
        }
        project
    }

    /// The directory, without symbolic links on the way.
    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().canonicalize().unwrap()
    }

    pub(crate) fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.join(path)).unwrap()
    }

    /// `cargo flagkit ARGUMENTS`, in the project's directory.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The same, to be run by the caller.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-flagkit"));
        command.arg("flagkit").args(arguments).current_dir(self.path()).stdin(Stdio::null());
        // Texts are compared; what the caller's terminal is like is of no account.
        command.env_remove("CLICOLOR_FORCE").env("COLUMNS", "120").env("CARGO_TERM_COLOR", "never");
        command
    }
}

impl Ran {
    /// The exit code, or everything that was said.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}
