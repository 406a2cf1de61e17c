//! What a job runs to become a sandbox: it fetches the server, checks that it is the one that is meant, and becomes it.

use serde_json::{Map, Value};

use super::marks::PORT;
use crate::base::sha::ContentHash;
use crate::ids::volume::Volume;

/// SHA-256 of the server, which is published by it.
const DIGEST: &str = "eb2b04f79fbe765195300aaf1582be2a2a9ea698ff067d0cab428171d5584932";
/// The bucket that it is published in.
const BUCKET: &str = "huggingface/sbx-server";
/// Where a job without a way to download finds it.
const MOUNT: &str = "/.hf-sbx-server";
/// SHA-256 of the script that the Python client's hosts run, which does the same.
const OF_PYTHON: &str = "a4077b0aa830ef96591a9622f72d1aa024ff90806451bed2be648dd757e881c5";

/// Runs in any image with a POSIX shell. The server is never run unless its hash is right; an image that cannot compute
/// one can be let off by its environment.
const SCRIPT: &str = r#"set -eu
server=/tmp/.hf-sandbox-server
has() { command -v "$1" >/dev/null 2>&1; }
fail() { printf 'hf-sandbox: %s\n' "$1" >&2; exit 1; }
if has wget; then
  wget -qO "$server" "$SBX_SERVER_URL"
elif has curl; then
  curl -sSfLo "$server" "$SBX_SERVER_URL"
else
  cat "$SBX_SERVER_MOUNT/sbx-server-$SBX_SERVER_SHA256" >"$server"
fi
found=none
if has sha256sum; then
  found=$(sha256sum <"$server")
elif has openssl; then
  found=$(openssl dgst -sha256 -r <"$server")
elif [ "${SBX_ALLOW_UNVERIFIED_SERVER-}" = 1 ]; then
  found=$SBX_SERVER_SHA256
else
  fail 'the image has neither sha256sum nor openssl to check the sandbox server with'
fi
[ "${found%% *}" = "$SBX_SERVER_SHA256" ] || fail "the sandbox server is not the expected one: ${found%% *}"
chmod 755 "$server"
unset SBX_SERVER_URL SBX_SERVER_MOUNT SBX_SERVER_SHA256 SBX_ALLOW_UNVERIFIED_SERVER
exec "$server"
"#;

/// The command of the job.
pub(super) fn command() -> Vec<String> {
    ["/bin/sh", "-c", SCRIPT].map(str::to_owned).into()
}

/// Whether a job runs the server and nothing else, whichever client started it.
pub(super) fn is_command(command: &[String]) -> bool {
    let is_known = |script: &String| {
        let mut hasher = ContentHash::sha256();
        hasher.update(script.as_bytes());
        script == SCRIPT || hasher.finish() == OF_PYTHON
    };
    matches!(command, [shell, flag, script] if shell == "/bin/sh" && flag == "-c" && is_known(script))
}

/// The variables that the script and the server read.
pub(super) fn variables(endpoint: &str, idle: u64) -> Map<String, Value> {
    let variables = [
        ("SBX_PORT", PORT.to_string()),
        ("SBX_IDLE_TIMEOUT", idle.to_string()),
        ("SBX_SERVER_URL", format!("{endpoint}/buckets/{BUCKET}/resolve/sbx-server-{DIGEST}")),
        ("SBX_SERVER_SHA256", DIGEST.to_owned()),
        ("SBX_SERVER_MOUNT", MOUNT.to_owned()),
    ];
    variables.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect()
}

/// Where the script finds the server if it cannot download it.
pub(super) fn volume() -> Volume {
    Volume {
        kind: "bucket",
        source: BUCKET.to_owned(),
        mount_path: MOUNT.to_owned(),
        revision: None,
        read_only: Some(true),
        path: None,
    }
}
