//! File systems on which somebody else writes: their changes ring nobody here.
//!
//! It only knows names of file systems, and only where Linux lists them.
//! Law: a wrong answer costs a look per second, or a wait for the next tick; never an update.

use std::path::Path;

/// Kinds of file systems that another machine, or the host of a virtual one, may change.
///
/// A container's own `overlay` is not among them: what is written through it does ring.
const KINDS: &[&str] = &[
    "9p", "afs", "ceph", "cifs", "gpfs", "lustre", "nfs", "nfs4", "prl_fs", "smb3", "smbfs",
    "vboxsf", "virtiofs",
];

/// The kind of the file system that holds the real `directory`, if others may write to it.
pub(super) fn kind(directory: &Path) -> Option<String> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    kind_in(&mounts, directory).map(str::to_owned)
}

fn kind_in<'a>(mounts: &'a str, directory: &Path) -> Option<&'a str> {
    // The innermost mount wins; of two on one place, the later.
    let holding =
        mounts.lines().filter_map(mount).filter(|(place, _)| directory.starts_with(place));
    let (_, kind) = holding.max_by_key(|(place, _)| place.len())?;
    let distant = KINDS.contains(&kind) || kind == "fuse" || kind.starts_with("fuse.");
    distant.then_some(kind)
}

/// A line's mount point and kind: `36 35 98:0 /root /place options optional - kind source options`.
fn mount(line: &str) -> Option<(String, &str)> {
    let (before, after) = line.split_once(" - ")?;
    let place = before.split(' ').nth(4)?;
    Some((unescape(place), after.split(' ').next()?))
}

/// Spaces and the like are written as three octal digits.
fn unescape(place: &str) -> String {
    place.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:26 / /dev/shm rw,nosuid shared:4 - tmpfs tmpfs rw
41 22 0:40 / /srv/flags rw,relatime shared:9 - nfs4 server:/flags rw
42 41 254:1 / /srv/flags/local rw,relatime - ext4 /dev/vdb rw
43 22 0:41 / /mnt/my\\040files rw - fuse.sshfs host:/ rw
44 22 0:42 / /home rw - ext4 /dev/vdc rw
45 44 0:43 / /home rw - virtiofs share rw
";

    #[track_caller]
    fn check(directory: &str, expected: Option<&str>) {
        assert_eq!(kind_in(MOUNTS, Path::new(directory)), expected);
    }

    #[test]
    fn the_innermost_mount_decides() {
        check("/etc/app", None);
        check("/dev/shm", None);
        check("/srv/flags", Some("nfs4"));
        check("/srv/flags/team", Some("nfs4"));
        check("/srv/flags/local/team", None);
        check("/srv/flagship", None);
    }

    #[test]
    fn the_later_mount_covers_the_earlier() {
        check("/home/minsu", Some("virtiofs"));
    }

    #[test]
    fn a_place_with_a_space_is_found() {
        check("/mnt/my files/app", Some("fuse.sshfs"));
    }

    #[test]
    fn what_cannot_be_read_is_near() {
        assert_eq!(kind_in("nonsense\n\n - \n", Path::new("/etc")), None);
    }
}
