//! Jobs as they are typed: IDs, maybe with a namespace in front, and `--namespace`.

use super::misuse::Misuse;
use super::namespace::NamespaceArg;
use crate::ids::job::JobRef;

/// One job.
#[derive(Debug, Clone, clap::Args)]
pub struct JobArgs {
    /// Job ID, such as 6871f0c0, or namespace/ID
    job_id: JobRef,
    #[command(flatten)]
    namespace: NamespaceArg,
}

/// One job or several.
#[derive(Debug, Clone, clap::Args)]
pub struct JobsArgs {
    /// Job IDs, such as 6871f0c0, or namespace/ID
    #[arg(required = true)]
    job_ids: Vec<JobRef>,
    #[command(flatten)]
    namespace: NamespaceArg,
}

/// Some jobs, or no word for all of them.
#[derive(Debug, Clone, clap::Args)]
pub struct AnyJobsArgs {
    /// Job IDs, such as 6871f0c0, or namespace/ID
    job_ids: Vec<JobRef>,
    #[command(flatten)]
    namespace: NamespaceArg,
}

/// Jobs of one namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jobs {
    /// What was typed; `None` means the account's own.
    pub namespace: Option<String>,
    /// In the order in which they were typed.
    pub ids: Vec<String>,
}

impl JobArgs {
    /// The job that the words mean.
    ///
    /// # Errors
    /// Two namespaces were typed.
    pub fn resolve(&self) -> Result<JobRef, Misuse> {
        one(&self.job_id, &self.namespace)
    }
}

impl AnyJobsArgs {
    /// What was typed of their namespace apart from them.
    pub fn namespace(&self) -> &NamespaceArg {
        &self.namespace
    }

    /// The jobs that the words mean, if any. One namespace is enough for all of them.
    ///
    /// # Errors
    /// Two namespaces were typed.
    pub fn resolve(&self) -> Result<Jobs, Misuse> {
        resolve(&self.job_ids, &self.namespace)
    }
}

impl JobsArgs {
    /// The jobs that the words mean. One namespace is enough for all of them.
    ///
    /// # Errors
    /// Two namespaces were typed.
    pub fn resolve(&self) -> Result<Jobs, Misuse> {
        resolve(&self.job_ids, &self.namespace)
    }
}

/// The job that a word means, in the namespace that was typed.
///
/// # Errors
/// Two namespaces were typed.
pub(super) fn one(job: &JobRef, flag: &NamespaceArg) -> Result<JobRef, Misuse> {
    let Jobs { namespace, .. } = resolve(std::slice::from_ref(job), flag)?;
    Ok(JobRef { namespace, id: job.id.clone() })
}

fn resolve(jobs: &[JobRef], flag: &NamespaceArg) -> Result<Jobs, Misuse> {
    let mut namespace = flag.namespace.as_ref();
    for typed in jobs.iter().filter_map(|job| job.namespace.as_ref()) {
        match namespace.replace(typed) {
            Some(other) if other != typed => return Err(conflict(other, typed, flag)),
            _ => {}
        }
    }
    Ok(Jobs { namespace: namespace.cloned(), ids: jobs.iter().map(|job| job.id.clone()).collect() })
}

fn conflict(one: &str, other: &str, flag: &NamespaceArg) -> Misuse {
    Misuse(match &flag.namespace {
        Some(flag) => format!("--namespace is '{flag}', but a job ID names '{other}': leave one of them out"),
        None => format!("all jobs must be in one namespace, not in '{one}' and '{other}'"),
    })
}

#[cfg(test)]
mod tests {
    use super::{Jobs, NamespaceArg, resolve};

    fn meant(ids: &[&str], namespace: Option<&str>) -> Result<Jobs, String> {
        let ids: Vec<_> = ids.iter().map(|id| id.parse().unwrap()).collect();
        let flag = NamespaceArg { namespace: namespace.map(str::to_owned) };
        resolve(&ids, &flag).map_err(|misuse| misuse.to_string())
    }

    #[test]
    fn one_namespace_is_enough_for_all_jobs() {
        let jobs = |namespace: Option<&str>| {
            Ok(Jobs { namespace: namespace.map(str::to_owned), ids: vec!["1".to_owned(), "2".to_owned()] })
        };
        assert_eq!(meant(&["1", "2"], None), jobs(None));
        assert_eq!(meant(&["1", "2"], Some("ada")), jobs(Some("ada")));
        assert_eq!(meant(&["1", "ada/2"], None), jobs(Some("ada")));
        assert_eq!(meant(&["ada/1", "ada/2"], Some("ada")), jobs(Some("ada")));
    }

    #[test]
    fn two_namespaces_exclude_each_other() {
        let flag = meant(&["bob/1"], Some("ada")).unwrap_err();
        assert_eq!(flag, "--namespace is 'ada', but a job ID names 'bob': leave one of them out");
        let ids = meant(&["ada/1", "2", "bob/3"], None).unwrap_err();
        assert_eq!(ids, "all jobs must be in one namespace, not in 'ada' and 'bob'");
    }
}
