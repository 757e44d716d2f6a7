//! What shells and `man` get: completions that complete, pages that read.

use crate::project::Project;
use std::process::Command;

#[test]
fn bash_completes_commands_and_arguments() {
    let project = Project::new();
    let script = project.run(&["completions", "bash"]).expect(0).stdout;
    project.write("completions.bash", &script);
    // As bash does it when somebody presses the tab key behind these words.
    let complete = |words: &[&str]| -> Vec<String> {
        let line = words.join("' '");
        let ask = format!(
            "source completions.bash\n\
             COMP_WORDS=('{line}')\nCOMP_CWORD={}\n\
             name=$(complete -p cargo-flagkit | sed 's/.*-F \\([^ ]*\\).*/\\1/')\n\
             \"$name\" cargo-flagkit '{}' '{}'\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.len() - 1,
            words[words.len() - 1],
            words[words.len() - 2],
        );
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-c", &ask])
            .current_dir(project.path())
            .output()
            .unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    };
    assert_eq!(complete(&["cargo-flagkit", "ch"]), ["check"]);
    assert_eq!(complete(&["cargo-flagkit", "list", "--color", "al"]), ["always"]);
    assert_eq!(complete(&["cargo-flagkit", "fmt", "--ch"]), ["--check"]);
}

#[test]
fn every_shell_gets_a_script() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = project.run(&["completions", shell]).expect(0).stdout;
        for word in ["cargo-flagkit", "rollback", "simulate"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
    let ran = project.run(&["completions", "tcsh"]).expect(2);
    assert!(
        ran.stderr.contains("[possible values: bash, elvish, fish, powershell, zsh]"),
        "{}",
        ran.stderr
    );
}

#[test]
fn pages_have_what_a_page_has() {
    let project = Project::new();
    let page = project.run(&["man"]).expect(0).stdout;
    for line in
        [".TH cargo-flagkit 1", ".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH SUBCOMMANDS"]
    {
        assert!(page.lines().any(|found| found.starts_with(line)), "no `{line}` in\n{page}");
    }
    let ran = project.run(&["man", "--directory", "pages/man1"]).expect(0);
    assert_eq!((&*ran.stdout, &*ran.stderr), ("", "wrote the pages to `pages/man1`\n"));
    let fmt = project.read("pages/man1/cargo-flagkit-fmt.1");
    assert!(fmt.contains("\\-\\-check") && fmt.contains("Examples"), "{fmt}");
    let pages = std::fs::read_dir(project.join("pages/man1")).unwrap().count();
    let help = project.run(&["--help"]).expect(0).stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    // One for each command, and one for all of them in place of `help`.
    assert_eq!(pages, commands.count());
    project.write("file", "");
    let ran = project.run(&["man", "--directory", "file/man1"]).expect(2);
    assert!(
        ran.stderr.starts_with("error: cannot write the pages to `file/man1`: "),
        "{}",
        ran.stderr
    );
}

#[test]
fn groff_finds_nothing_wrong_with_a_page() {
    let project = Project::new();
    project.run(&["man", "--directory", "pages"]).expect(0);
    for page in std::fs::read_dir(project.join("pages")).unwrap() {
        let page = page.unwrap().path();
        // Where there is no groff, the test of the pages' parts has to do.
        let Ok(output) = Command::new("groff").args(["-man", "-Tutf8", "-ww"]).arg(&page).output()
        else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{page:?}: {said}");
    }
}
