//! A keyring of the system for one test: gnome-keyring on a D-Bus of its own, both ended with the test.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::optional::KEYRING;
use crate::run::search_path;
use crate::wait::until;

const SERVICE: &str = "org.freedesktop.secrets";

pub struct SecretService {
    bus: Child,
    keyring: Child,
    address: String,
    folder: TempDir,
}

impl SecretService {
    /// Starts one that is unlocked; None where a keyring cannot be run.
    #[track_caller]
    pub fn start() -> Option<Self> {
        KEYRING.is_here().then(Self::start_programs)
    }

    fn start_programs() -> Self {
        let folder = TempDir::with_prefix("keyring-").unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let at = format!("--address=unix:dir={}", folder.path().display());
        let mut bus = program("dbus-daemon", &folder);
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1", &at]).stdout(Stdio::piped());
        let mut bus = bus.spawn().unwrap();
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let keyring = start_keyring(&folder, &address, true);
        let service = Self { bus, keyring, address, folder };
        until("the keyring is there", || service.is_there());
        service
    }

    /// Starts the keyring anew, without its password.
    pub fn lock(&mut self) {
        end(&mut self.keyring);
        until("the keyring is gone", || !self.is_there());
        self.keyring = start_keyring(&self.folder, &self.address, false);
        until("the keyring is there again", || self.is_there());
    }

    /// Where programs find it: the value of `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    fn is_there(&self) -> bool {
        let asked = Command::new("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"])
            .args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{SERVICE}")])
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .output();
        String::from_utf8_lossy(&asked.unwrap().stdout).contains("boolean true")
    }
}

impl Drop for SecretService {
    fn drop(&mut self) {
        end(&mut self.keyring);
        end(&mut self.bus);
    }
}

fn end(child: &mut Child) {
    // It may have ended already.
    drop(child.kill());
    drop(child.wait());
}

fn start_keyring(folder: &TempDir, address: &str, is_unlocked: bool) -> Child {
    let mut keyring = program("gnome-keyring-daemon", folder);
    keyring.args(["--foreground", "--components=secrets"]).env("DBUS_SESSION_BUS_ADDRESS", address);
    if is_unlocked {
        keyring.arg("--unlock");
    }
    let mut keyring = keyring.stdin(Stdio::piped()).spawn().unwrap();
    // The password of a keyring that it makes; the end of the input is the end of the password.
    keyring.stdin.take().unwrap().write_all(b"of-the-keyring").unwrap();
    keyring
}

/// A program that knows nothing of the user who runs the tests.
fn program(name: &str, folder: &TempDir) -> Command {
    let mut command = Command::new(name);
    command.env_clear().env("PATH", search_path()).env("HOME", folder.path()).env("XDG_RUNTIME_DIR", folder.path());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
