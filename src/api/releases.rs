//! Releases of this program: a folder on a web server with archives and a list of their checksums. The list is from the
//! same server: it shows that an archive came whole, not who made it.

use std::sync::Arc;

use bytes::Bytes;

use super::HubError;
use super::bearer::Bearer;
use super::service::Service;
use super::subject::ServiceKind;
use crate::base::secret::Secret;
use crate::base::sha::is_lower_hex;
use crate::http::{Http, body};

/// The list of checksums, as `sha256sum` writes it.
const SUMS: &str = "SHA256SUMS";
const ENDING: &str = ".tar.gz";

/// The folder of releases. Cheap to clone.
#[derive(Clone)]
pub struct Releases(Service);

/// An archive of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Such as `1.2.3`.
    pub version: String,
    /// The name of its file.
    pub file: String,
    /// 64 lower-case hex digits.
    pub sha256: String,
}

impl Releases {
    /// `base` is the address of the folder, without a final slash.
    pub fn new(http: Http, base: String) -> Self {
        let nobody: Arc<dyn Bearer> = Arc::new(None::<Secret>);
        Self(Service::new(ServiceKind::Storage, http, base, nobody))
    }

    /// `GET /SHA256SUMS`: the newest release for a machine, such as `x86_64-linux`; `None` if there is none.
    pub async fn newest(&self, machine: &str) -> Result<Option<Release>, HubError> {
        let list = body::read(self.0.get(&format!("/{SUMS}")).whole().send().await?).await?;
        let all = releases(&String::from_utf8_lossy(&list), machine);
        Ok(all.into_iter().max_by_key(|release| numbers(&release.version)))
    }

    /// `GET /{file}`: the archive.
    pub async fn archive(&self, release: &Release) -> Result<Bytes, HubError> {
        Ok(body::read(self.0.get(&format!("/{}", release.file)).whole().send().await?).await?)
    }
}

/// The releases of a list for that machine: `hf-VERSION-MACHINE.tar.gz`.
fn releases(list: &str, machine: &str) -> Vec<Release> {
    let read = |line: &str| {
        let (sha256, file) = line.split_once(char::is_whitespace)?;
        let file = file.trim_start().trim_start_matches('*');
        let version = file.strip_prefix("hf-")?.strip_suffix(ENDING)?.strip_suffix(&format!("-{machine}"))?;
        let is_sound = sha256.len() == 64 && is_lower_hex(sha256) && numbers(version).is_some();
        is_sound.then(|| Release { version: version.to_owned(), file: file.to_owned(), sha256: sha256.to_owned() })
    };
    list.lines().filter_map(read).collect()
}

/// Whether the first version comes after the second. Versions that are not three numbers are no news.
pub fn is_newer(version: &str, than: &str) -> bool {
    numbers(version).zip(numbers(than)).is_some_and(|(version, than)| version > than)
}

fn numbers(version: &str) -> Option<[u64; 3]> {
    let parts: Option<Vec<u64>> = version.split('.').map(|part| part.parse().ok()).collect();
    parts?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{is_newer, releases};

    #[test]
    fn a_list_names_the_archives_of_each_machine() {
        let sum = "0a".repeat(32);
        let list = format!(
            "{sum}  hf-1.2.0-x86_64-linux.tar.gz\n{sum} *hf-1.10.0-x86_64-linux.tar.gz\n{sum}  hf-2.0.0-aarch64-linux.tar.gz\n\
             short  hf-3.0.0-x86_64-linux.tar.gz\n{sum}  hf-../x-x86_64-linux.tar.gz\n{sum}  hf_1.0.0_amd64.deb\n"
        );
        let versions: Vec<_> = releases(&list, "x86_64-linux").into_iter().map(|release| release.version).collect();
        assert_eq!(versions, ["1.2.0", "1.10.0"]);
    }

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(is_newer("0.10.0", "0.9.9") && !is_newer("0.9.9", "0.10.0") && !is_newer("1.0.0", "1.0.0"));
        assert!(!is_newer("1.0", "0.1.0") && !is_newer("2.0.0-rc1", "1.0.0"));
    }
}
