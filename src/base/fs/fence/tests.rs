//! Links and pipes in the way of a fence, also such as come while it is at work.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rustix::fs::{CWD, Mode, OFlags, mkfifoat};
use tempfile::TempDir;

use super::{Fence, Linked, open_regular, open_unlinked, unix};

/// A fence around `inside`, and beside it a private file and a folder.
struct Sandbox {
    folder: TempDir,
    fence: Fence,
}

impl Sandbox {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["inside", "outside"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let sandbox = Self { fence: Fence::new(folder.path().join("inside")), folder };
        fs::write(sandbox.victim(), "private").unwrap();
        fs::set_permissions(sandbox.victim(), fs::Permissions::from_mode(0o600)).unwrap();
        sandbox
    }

    fn inside(&self, name: &str) -> PathBuf {
        self.folder.path().join("inside").join(name)
    }

    fn victim(&self) -> PathBuf {
        self.folder.path().join("outside/victim")
    }

    /// Nothing was done to what is outside.
    fn assert_untouched(&self) {
        assert_eq!(fs::read(self.victim()).unwrap(), b"private");
        assert_eq!(fs::metadata(self.victim()).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(self.folder.path().join("outside")).unwrap().count(), 1);
    }

    /// Does something a thousand times while another thread swaps what it is done to.
    fn race(&self, mut swap: impl FnMut() + Send, mut act: impl FnMut()) {
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    swap();
                }
            });
            (0..1000).for_each(|_| act());
            is_over.store(true, Ordering::Relaxed);
        });
        self.assert_untouched();
    }
}

fn link_named(error: &io::Error) -> &Path {
    Linked::of(error).unwrap_or_else(|| panic!("{error:?}"))
}

fn pipe(path: &Path) {
    mkfifoat(CWD, path, Mode::from_raw_mode(0o600)).unwrap();
}

#[test]
fn files_are_made_read_renamed_and_removed() {
    let sandbox = Sandbox::new();
    let (fence, path) = (&sandbox.fence, sandbox.inside("a/b/x"));
    fence.make_folder(path.parent().unwrap()).unwrap();
    fence.create_new(&path, Some(0o600)).unwrap().write_all(b"content").unwrap();
    assert_eq!(fence.create_new(&path, None).unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(fence.read_all(&path).unwrap(), b"content");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    fence.rename(&path, &sandbox.inside("y")).unwrap();
    assert!(!fence.open_or_create(&sandbox.inside("y")).unwrap().1 && fence.open_or_create(&path).unwrap().1);
    fence.remove(&sandbox.inside("y")).unwrap();
    assert_eq!(fence.read(&sandbox.inside("y")).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn the_root_may_be_a_link_and_is_made_if_it_is_missing() {
    let sandbox = Sandbox::new();
    symlink("inside", sandbox.folder.path().join("link")).unwrap();
    for root in ["link", "new/er"] {
        let root = sandbox.folder.path().join(root);
        let fence = Fence::new(root.clone());
        fence.make_folder(&root.join("a")).unwrap();
        fence.create_new(&root.join("a/x"), None).unwrap();
        assert!(root.join("a/x").exists());
    }
}

#[test]
fn no_link_is_followed_on_the_way_and_the_error_names_it() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.inside("a")).unwrap();
    symlink(sandbox.folder.path().join("outside"), sandbox.inside("a/link")).unwrap();
    fs::write(sandbox.inside("mine"), "").unwrap();
    let (fence, through) = (&sandbox.fence, sandbox.inside("a/link/victim"));
    let errors = [
        fence.read(&through).map(drop),
        fence.open_ours(&through).map(drop),
        fence.open_or_create(&through).map(drop),
        fence.create_new(&sandbox.inside("a/link/new"), None).map(drop),
        fence.make_folder(&sandbox.inside("a/link/new")),
        fence.make_folder(&sandbox.inside("a/link")),
        fence.rename(&sandbox.inside("mine"), &through),
        fence.rename(&through, &sandbox.inside("mine")),
        fence.remove(&through),
        fence.symlink(Path::new("x"), &sandbox.inside("a/link/new")),
        fence.hard_link(&sandbox.inside("mine"), &sandbox.inside("a/link/new")),
        fence.touch_folder(&sandbox.inside("a/link")),
        fence.check(&sandbox.inside("a/link")),
        fence.make_folder_with_mode(&sandbox.inside("a/link"), 0o777),
    ];
    for error in errors {
        assert_eq!(link_named(&error.unwrap_err()), sandbox.inside("a/link"));
    }
    sandbox.assert_untouched();
}

#[test]
fn a_link_at_the_end_is_not_followed_either() {
    let sandbox = Sandbox::new();
    let link = sandbox.inside("link");
    symlink(sandbox.victim(), &link).unwrap();
    let fence = &sandbox.fence;
    for error in [fence.read(&link).err(), fence.open_ours(&link).err(), fence.open_or_create(&link).err()] {
        assert_eq!(link_named(&error.unwrap()), link);
    }
    assert!(open_unlinked(&link).is_err() && open_regular(&link).is_ok());
    symlink("nowhere", sandbox.inside("dangling")).unwrap();
    assert!(fence.open_or_create(&sandbox.inside("dangling")).is_err());
    fence.remove(&link).unwrap();
    sandbox.assert_untouched();
}

#[test]
fn no_path_leaves_the_root_by_its_words() {
    let sandbox = Sandbox::new();
    for path in [sandbox.victim(), sandbox.inside("../outside/victim"), PathBuf::from("victim")] {
        assert_eq!(sandbox.fence.read(&path).unwrap_err().kind(), ErrorKind::InvalidInput, "{path:?}");
    }
}

#[test]
fn nothing_but_a_file_is_opened_and_nobody_waits_for_it() {
    let sandbox = Sandbox::new();
    let path = sandbox.inside("pipe");
    pipe(&path);
    let fence = &sandbox.fence;
    assert!(fence.read(&path).is_err() && fence.open_ours(&path).is_err() && fence.open_or_create(&path).is_err());
    assert!(open_regular(&path).is_err() && open_unlinked(&path).is_err());
    assert!(open_regular(Path::new("/dev/null")).is_err() && fence.read(&sandbox.inside("")).is_err());
    assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
}

#[test]
fn a_file_with_another_name_is_not_ours() {
    let sandbox = Sandbox::new();
    fs::hard_link(sandbox.victim(), sandbox.inside("name")).unwrap();
    let error = sandbox.fence.open_ours(&sandbox.inside("name")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    fs::remove_file(sandbox.victim()).unwrap();
    assert!(sandbox.fence.open_ours(&sandbox.inside("name")).is_ok());
}

#[test]
fn a_root_among_others_may_be_a_link_of_somebody_who_is_believed() {
    let sandbox = Sandbox::new();
    symlink("../outside", sandbox.inside("repo")).unwrap();
    let repo = sandbox.fence.inside("repo");
    assert_eq!(repo.read_all(&sandbox.inside("repo/victim")).unwrap(), b"private");
    let is_root = rustix::process::geteuid().is_root();
    if is_root && std::os::unix::fs::lchown(sandbox.inside("repo"), Some(4711), None).is_ok() {
        let repo = sandbox.fence.inside("repo");
        let error = repo.read(&sandbox.inside("repo/victim")).unwrap_err();
        assert_eq!(link_named(&error), sandbox.inside("repo"));
        std::os::unix::fs::chown(sandbox.inside(""), Some(4711), None).unwrap();
        assert!(sandbox.fence.inside("repo").read(&sandbox.inside("repo/victim")).is_ok(), "it is its own folder");
    }
    let new = sandbox.fence.inside("new");
    new.make_folder(&sandbox.inside("new/a")).unwrap();
    assert!(sandbox.inside("new/a").is_dir());
}

#[test]
fn step_by_step_is_the_same() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.inside("a")).unwrap();
    fs::write(sandbox.inside("a/x"), "content").unwrap();
    symlink("a", sandbox.inside("link")).unwrap();
    let root = sandbox.inside("").canonicalize().unwrap();
    let open = |inner: &str| {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW;
        unix::walk_below(&root, Path::new(inner), flags, Mode::empty()).map(File::from)
    };
    let mut content = String::new();
    open("a/x").unwrap().read_to_string(&mut content).unwrap();
    assert_eq!(content, "content");
    assert!(open("").is_ok());
    for inner in ["link/x", "link"] {
        assert!(unix::may_be_of_a_link(&open(inner).unwrap_err()), "{inner}");
    }
    assert_eq!(open("b/x").unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_file_that_becomes_a_link_meanwhile_is_not_followed() {
    let sandbox = Sandbox::new();
    let (path, fresh) = (sandbox.inside("x"), sandbox.inside("fresh"));
    let swap = || {
        symlink(sandbox.victim(), &fresh).unwrap();
        fs::rename(&fresh, &path).unwrap();
        fs::write(&fresh, "").unwrap();
        fs::rename(&fresh, &path).unwrap();
    };
    let act = || {
        if let Ok((mut file, created)) = sandbox.fence.open_or_create(&path) {
            file.write_all(b"x").unwrap();
            if created {
                file.set_permissions(fs::Permissions::from_mode(0o666)).unwrap();
            }
        }
        if let Ok(file) = sandbox.fence.open_ours(&path) {
            file.set_permissions(fs::Permissions::from_mode(0o666)).unwrap();
        }
    };
    sandbox.race(swap, act);
}

#[test]
fn a_folder_that_becomes_a_link_meanwhile_is_not_followed() {
    let sandbox = Sandbox::new();
    let (folder, aside) = (sandbox.inside("a"), sandbox.inside("aside"));
    fs::create_dir(&folder).unwrap();
    let outside = sandbox.folder.path().join("outside");
    let swap = || {
        fs::rename(&folder, &aside).unwrap();
        symlink(&outside, &folder).unwrap();
        fs::remove_file(&folder).unwrap();
        fs::rename(&aside, &folder).unwrap();
    };
    let mine = sandbox.inside("mine");
    let act = || {
        fs::write(&mine, "").unwrap();
        drop(sandbox.fence.rename(&mine, &folder.join("victim")));
        drop(sandbox.fence.remove(&folder.join("victim")));
        drop(sandbox.fence.create_new(&folder.join("new"), None));
        drop(sandbox.fence.remove(&folder.join("new")));
        drop(sandbox.fence.symlink(Path::new("x"), &folder.join("link")));
        drop(sandbox.fence.remove(&folder.join("link")));
        drop(sandbox.fence.make_folder_with_mode(&folder.join("b"), 0o777));
    };
    sandbox.race(swap, act);
}

#[test]
fn many_may_make_the_same_folders_at_once() {
    let sandbox = Sandbox::new();
    for round in 0..100 {
        let name = format!("repo{round}");
        let path = sandbox.inside(&name).join("a/b");
        let make = || sandbox.fence.inside(&name).make_folder(&path);
        thread::scope(|scope| {
            let all: Vec<_> = std::iter::repeat_with(|| scope.spawn(make)).take(8).collect();
            all.into_iter().for_each(|one| one.join().unwrap().unwrap());
        });
    }
}
