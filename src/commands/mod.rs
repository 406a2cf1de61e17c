//! The command tree: one folder a group, one file a verb. Verbs parse nothing and print through `Out` alone.

pub mod answer;
pub mod auth;
mod bucket_copy;
pub mod buckets;
pub mod cache;
pub mod cards;
mod carrier;
pub mod child;
pub mod collections;
mod committed;
pub mod completion;
pub mod cp;
pub mod datasets;
pub mod discussions;
pub mod download;
mod drawn;
pub mod each;
pub mod endpoints;
pub mod env;
pub mod extensions;
mod file_listing;
pub mod fs;
mod git;
pub mod group;
pub mod hardware;
pub mod inference;
pub mod jobs;
mod ledger;
pub mod legacy;
pub mod lfs;
pub mod models;
pub mod orgs;
mod page;
pub mod papers;
mod people;
mod piped;
mod printed_log;
mod repo_card;
mod repo_files;
mod repo_info;
mod repo_list;
mod repo_tags;
pub mod repos;
pub mod run;
pub mod safetensors;
pub mod sandbox;
mod signals;
pub mod skills;
pub mod spaces;
pub mod ssh;
pub mod sync;
pub mod update;
pub mod upload;
mod upload_dry_run;
pub mod upload_large_folder;
mod upload_repeat;
pub mod users;
mod variant;
pub mod version;
pub mod wait;
pub mod webhooks;
mod xet_store;

use crate::context::Context;
use group::Group;
use run::Run;

/// The top level, in the order of the help page.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Log in, log out, and manage stored tokens
    #[command(subcommand)]
    Auth(Group<auth::Auth>),
    /// List, check and clean up the local cache
    #[command(subcommand)]
    Cache(Group<cache::Cache>),
    Download(Box<download::Download>),
    Upload(Box<upload::Upload>),
    Cp(Box<cp::Cp>),
    Sync(Box<sync::Sync>),
    /// Create and manage buckets, and copy files to and from them
    #[command(subcommand)]
    Buckets(Group<buckets::Buckets>),
    /// List, search and read files of repos and buckets
    #[command(subcommand)]
    Fs(Group<fs::Fs>),
    /// Flags of the program itself, no word.
    #[command(skip)]
    Completion(completion::Completion),
    Env(env::Env),
    /// List and inspect datasets, and query their rows
    #[command(subcommand)]
    Datasets(Group<datasets::Datasets>),
    /// List and inspect models, and publish your own
    #[command(subcommand)]
    Models(Group<models::Models>),
    /// Run commands on the Hub's machines, and watch them
    #[command(subcommand)]
    Jobs(Group<jobs::Jobs>),
    /// Create containers on the Hub's machines, and run commands in them
    #[command(subcommand)]
    Sandbox(Group<sandbox::Sandbox>),
    /// Create, change and delete repos, their branches and tags
    #[command(subcommand)]
    Repos(Group<repos::Repos>),
    /// Find, run, watch and configure Spaces
    #[command(subcommand)]
    Spaces(Group<spaces::Spaces>),
    /// Deploy models on dedicated machines: Inference Endpoints
    #[command(subcommand)]
    Endpoints(Group<endpoints::Endpoints>),
    /// Ask hosted models: chat, images, speech and other tasks
    #[command(subcommand)]
    Inference(Group<inference::Inference>),
    /// List, create and edit collections
    #[command(subcommand)]
    Collections(Group<collections::Collections>),
    /// List, open, comment on and merge discussions and pull requests
    #[command(subcommand)]
    Discussions(Group<discussions::Discussions>),
    /// List, search and read papers
    #[command(subcommand)]
    Papers(Group<papers::Papers>),
    /// Show users, their followers and their likes
    #[command(subcommand)]
    Users(Group<users::Users>),
    /// Show organizations, their members and followers
    #[command(subcommand)]
    Orgs(Group<orgs::Orgs>),
    /// List, create and change webhooks
    #[command(subcommand)]
    Webhooks(Group<webhooks::Webhooks>),
    /// Read, change and check the cards of repos: their README.md
    #[command(subcommand)]
    Cards(Group<cards::Cards>),
    /// Install, run and update commands written by others
    #[command(subcommand, visible_alias = "ext")]
    Extensions(Group<extensions::Extensions>),
    /// Install instructions for AI agents, and keep them current
    #[command(subcommand)]
    Skills(Group<skills::Skills>),
    Update(update::Update),
    /// Inspect, check and split safetensors files
    #[command(subcommand)]
    Safetensors(Group<safetensors::Safetensors>),
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
    Repo(Group<legacy::repo::OldRepo>),
    /// Once the verbs about the files of a repo.
    #[command(name = "repo-files", subcommand, hide = true)]
    RepoFiles(Group<legacy::repo_files::OldRepoFiles>),
    #[command(hide = true)]
    ScanCache(legacy::scan_cache::ScanCache),
    #[command(hide = true)]
    Tag(legacy::tag::OldTag),
    #[command(hide = true)]
    Whoami(legacy::whoami::OldWhoami),
}

impl Command {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Auth(Group(group)) => group.run(cx),
            Self::Cache(Group(group)) => group.run(cx),
            Self::Download(command) => Run::waits(command.run(cx)).resumes(),
            Self::Upload(command) => command.run(cx),
            Self::Cp(command) => Run::waits(command.run(cx)).resumes(),
            Self::Sync(command) => Run::waits(command.run(cx)).resumes(),
            Self::Buckets(Group(group)) => group.run(cx),
            Self::Fs(Group(group)) => group.run(cx),
            Self::UploadLargeFolder(command) => Run::waits(command.run(cx)).resumes(),
            Self::Completion(action) => Run::done(action.run(cx)),
            Self::Env(command) => Run::done(command.run(cx)),
            Self::Datasets(Group(group)) => group.run(cx),
            Self::Models(Group(group)) => group.run(cx),
            Self::Jobs(Group(group)) => group.run(cx),
            Self::Sandbox(Group(group)) => group.run(cx),
            Self::Repos(Group(group)) => group.run(cx),
            Self::Spaces(Group(group)) => group.run(cx),
            Self::Endpoints(Group(group)) => group.run(cx),
            Self::Inference(Group(group)) => group.run(cx),
            Self::Collections(Group(group)) => group.run(cx),
            Self::Discussions(Group(group)) => group.run(cx),
            Self::Papers(Group(group)) => group.run(cx),
            Self::Users(Group(group)) => group.run(cx),
            Self::Orgs(Group(group)) => group.run(cx),
            Self::Webhooks(Group(group)) => group.run(cx),
            Self::Cards(Group(group)) => group.run(cx),
            Self::Extensions(Group(group)) => group.run(cx),
            Self::Skills(Group(group)) => group.run(cx),
            Self::Update(command) => Run::waits(command.run(cx)),
            Self::Safetensors(Group(group)) => group.run(cx),
            Self::Version(command) => Run::done(command.run(cx)),
            Self::LfsEnableLargefiles(command) => Run::done(command.run(cx)),
            Self::LfsMultipartUpload(command) => Run::waits(command.run(cx)),
            Self::DeleteCache(command) => Run::waits(command.run(cx)),
            Self::Login(command) => Run::waits(command.run(cx)),
            Self::Logout(command) => Run::waits(command.run(cx)),
            Self::Repo(Group(group)) => group.run(cx),
            Self::RepoFiles(Group(group)) => group.run(cx),
            Self::ScanCache(command) => Run::done(command.run(cx)),
            Self::Tag(command) => Run::waits(command.run(cx)),
            Self::Whoami(command) => Run::waits(command.run(cx)),
        }
    }
}
