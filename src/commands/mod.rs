//! The command tree: one folder a group, one file a verb. Verbs parse nothing and print through `Out` alone.

pub mod auth;
pub mod cache;
pub mod completion;
pub mod download;
pub mod env;
pub mod legacy;
pub mod lfs;
pub mod repos;
pub mod upload;
mod upload_dry_run;
pub mod upload_large_folder;
pub mod version;

use anyhow::Result;

use crate::context::Context;

/// The top level, in the order of the help page.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Log in, log out, and manage the stored tokens
    #[command(subcommand)]
    Auth(auth::Auth),
    /// List, check and clean up what is on this machine
    #[command(subcommand)]
    Cache(Box<cache::Cache>),
    Download(Box<download::Download>),
    Upload(Box<upload::Upload>),
    /// Flags of the program itself, no word.
    #[command(skip)]
    Completion(completion::Completion),
    Env(env::Env),
    /// Create repos
    #[command(subcommand)]
    Repos(repos::Repos),
    Version(version::Version),
    UploadLargeFolder(Box<upload_large_folder::UploadLargeFolder>),
    /// Once `huggingface-cli delete-cache`.
    #[command(name = "delete-cache", hide = true)]
    DeleteCache(cache::delete::Delete),
    #[command(hide = true)]
    LfsEnableLargefiles(lfs::enable_largefiles::EnableLargefiles),
    #[command(hide = true)]
    LfsMultipartUpload(lfs::multipart_upload::MultipartUpload),
    #[command(hide = true)]
    Login(legacy::login::OldLogin),
    #[command(hide = true)]
    Logout(legacy::logout::OldLogout),
    #[command(subcommand, hide = true)]
    Repo(legacy::repo::OldRepo),
    #[command(hide = true)]
    ScanCache(legacy::scan_cache::ScanCache),
    #[command(hide = true)]
    Whoami(legacy::whoami::OldWhoami),
}

impl Command {
    pub async fn run(self, cx: &Context) -> Result<()> {
        match self {
            Self::Auth(group) => Box::pin(group.run(cx)).await,
            Self::Cache(group) => Box::pin(group.run(cx)).await,
            Self::Download(command) => command.run(cx).await,
            Self::Upload(command) => command.run(cx).await,
            Self::UploadLargeFolder(command) => command.run(cx).await,
            Self::Completion(action) => action.run(cx).await,
            Self::Env(command) => command.run(cx).await,
            Self::Repos(group) => Box::pin(group.run(cx)).await,
            Self::Version(command) => command.run(cx).await,
            Self::LfsEnableLargefiles(command) => command.run(cx).await,
            Self::LfsMultipartUpload(command) => command.run(cx).await,
            Self::DeleteCache(command) => command.run(cx).await,
            Self::Login(command) => command.run(cx).await,
            Self::Logout(command) => command.run(cx).await,
            Self::Repo(group) => Box::pin(group.run(cx)).await,
            Self::ScanCache(command) => command.run(cx).await,
            Self::Whoami(command) => command.run(cx).await,
        }
    }

    /// Whether the command may wait for something, and needs a runtime for it.
    pub fn waits(&self, cx: &Context) -> bool {
        match self {
            Self::Auth(group) => group.waits(cx),
            Self::Cache(group) => group.waits(),
            Self::Download(_) | Self::Upload(_) | Self::UploadLargeFolder(_) => true,
            Self::LfsMultipartUpload(_) => true,
            Self::LfsEnableLargefiles(_) => false,
            Self::DeleteCache(_) | Self::Repos(_) | Self::Repo(_) => true,
            Self::Login(_) | Self::Logout(_) | Self::Whoami(_) => true,
            Self::Completion(_) | Self::Env(_) | Self::Version(_) | Self::ScanCache(_) => false,
        }
    }

    /// Whether the command, cut off, goes on where it was when it is run again.
    pub fn goes_on_when_repeated(&self) -> bool {
        match self {
            Self::Download(_) | Self::Upload(_) | Self::UploadLargeFolder(_) => true,
            Self::Cache(group) => group.goes_on_when_repeated(),
            _ => false,
        }
    }

    /// Whether Ctrl-C is how the command is meant to end: it sees to that itself.
    pub fn ends_on_interrupt(&self) -> bool {
        matches!(self, Self::Upload(command) if command.ends_on_interrupt())
    }
}
