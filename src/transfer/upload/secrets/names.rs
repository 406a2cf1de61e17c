//! Names of files that mostly hold secrets. Pure: only a name is looked at, so nothing is sure.

/// Files that are secret by their whole name.
const NAMES: [&str; 19] = [
    ".dockercfg",
    ".env",
    ".git-credentials",
    ".htpasswd",
    ".netrc",
    ".npmrc",
    ".pgpass",
    ".pypirc",
    "_netrc",
    "client_secret.json",
    "credentials.json",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
    "secrets.toml",
    "stored_tokens",
    "terraform.tfstate",
    "keyring_tokens",
];
/// Files that are secret in a folder of this name.
const IN_FOLDERS: [(&str, &str); 6] = [
    (".aws", "credentials"),
    (".docker", "config.json"),
    (".huggingface", "token"),
    (".kube", "config"),
    ("huggingface", "token"),
    ("gcloud", "application_default_credentials.json"),
];
const ENDINGS: [&str; 7] = [".jks", ".kdbx", ".keystore", ".p12", ".pem", ".pfx", ".ppk"];
/// What follows `.env.` in files that show others what to write into theirs.
const SAMPLES: [&str; 5] = ["dist", "example", "sample", "template", "test"];

/// Whether a file of this `/`-separated path mostly is a secret.
pub(in crate::transfer::upload) fn looks_secret(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let folder = folder.rsplit('/').next().unwrap_or_default();
    let is_env = name.strip_prefix(".env.").is_some_and(|rest| !SAMPLES.contains(&rest));
    is_env
        || NAMES.contains(&name)
        || IN_FOLDERS.contains(&(folder, name))
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::looks_secret;

    #[test]
    fn names_of_secrets_are_known_in_any_folder_and_case() {
        for path in [
            ".env",
            "app/.env.production",
            "keys/ID_RSA",
            "id_ed25519",
            "server.pem",
            "home/.netrc",
            ".aws/credentials",
            "x/huggingface/token",
            "stored_tokens",
        ] {
            assert!(looks_secret(path), "{path}");
        }
        for path in
            [".env.example", "id_rsa.pub", "env", "token", "credentials", "tokenizer.json", "pem/a.txt", "config.json"]
        {
            assert!(!looks_secret(path), "{path}");
        }
    }
}
