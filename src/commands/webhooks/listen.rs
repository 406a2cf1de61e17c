//! `hf webhooks listen`.

use std::cell::Cell;
use std::time::Duration;

use anyhow::{Context as _, Result};
use futures_util::future::join_all;
use tokio::net::TcpListener;
use tokio::signal::unix::SignalKind;
use tokio::sync::{mpsc, watch};

use super::desk::{Condition, Desk};
use super::handler::{Action, Handler, NamedCommand, Route};
use super::registration::{Registration, Wish};
use super::secret::SecretArgs;
use super::spec::{Domain, watched};
use super::tunnel::Tunnel;
use crate::api::webhooks::Watched;
use crate::args::command_line::CommandLine;
use crate::args::misuse::Misuse;
use crate::args::timeout::WaitTimeoutArg;
use crate::args::token::TokenArg;
use crate::base::secret::Secret;
use crate::commands::drawn::drawn;
use crate::commands::signals::{STOP, Signals};
use crate::commands::wait::TimedOut;
use crate::context::Context;
use crate::http::server::serve;
use crate::output::quantity::counted;

/// Events of a route that may wait.
const LONGEST_QUEUE: usize = 1000;
/// For a command that runs when the listener stops.
const LAST_COMMAND: Duration = Duration::from_secs(30);

/// Receive events of webhooks and run a command for each
///
/// Without a command, events are printed: one line each, or with --json the whole payload. A command gets the payload on
/// standard input and HF_WEBHOOK_EVENT_ACTION, HF_WEBHOOK_REPO_NAME and the like in its environment; it is run without a
/// shell, one event after the other. Requests must carry the secret, if there is one. Ctrl-C stops it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf webhooks listen --secret-file secret.txt
  $ hf webhooks listen --on repo.type=dataset --on event.action=update --exec 'hf jobs uv run train.py'
  $ hf webhooks listen --route train='python train.py' --route report='python report.py'
  $ hf webhooks listen --forward-to http://localhost:3000/hook --once
  $ hf webhooks listen --tunnel 'cloudflared tunnel --url http://127.0.0.1:{port}' --register --watch user:ada --domain repo")]
pub struct Listen {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = 7860)]
    port: u16,
    #[command(flatten)]
    secret: SecretArgs,
    /// Command to run for events that have no route of their own
    #[arg(long, value_name = "COMMAND", conflicts_with = "forward_to")]
    exec: Option<CommandLine>,
    /// Command to run for events sent to /webhooks/NAME; may be repeated
    #[arg(long, value_name = "NAME=COMMAND")]
    route: Vec<NamedCommand>,
    /// Send events on to this URL, with their secret
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
    /// Handle only events with this value, such as repo.type=dataset; may be repeated, and all must hold
    #[arg(long, value_name = "FIELD=VALUE")]
    on: Vec<Condition>,
    /// Answer with the JSON that the command prints, once it has ended
    #[arg(long)]
    reply: bool,
    /// Stop after the first event
    #[arg(long)]
    once: bool,
    /// Command that makes the port reachable and prints its https:// address; {port} stands for the port
    #[arg(long, value_name = "COMMAND")]
    tunnel: Option<CommandLine>,
    /// Create a webhook for the address of the tunnel, and delete it at the end
    #[arg(long, requires_all = ["tunnel", "watch"])]
    register: bool,
    /// Repo or account that the webhook watches, such as model:username/name or org:name; may be repeated
    #[arg(long, value_name = "TYPE:NAME", value_parser = watched, requires = "register")]
    watch: Vec<Watched>,
    /// Changes that the webhook is about; defaults to all
    #[arg(long, value_enum, requires = "register")]
    domain: Vec<Domain>,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    #[command(flatten)]
    token: TokenArg,
}

/// What ends the listener, beside the end of the program.
struct Ends {
    signals: Signals,
    handled: mpsc::UnboundedReceiver<Result<()>>,
    tunnel: Option<Tunnel>,
}

impl Listen {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let routes = self.routes()?;
        let mut secret = self.secret.read(cx)?;
        if secret.is_none() && self.register {
            secret = Some(drawn()?);
        }
        self.warn(cx, secret.is_some());
        let (sender, handled) = mpsc::unbounded_channel();
        let mut ends = Ends { signals: Signals::of(&STOP)?, handled, tunnel: None };
        let place = (self.host.as_str(), self.port);
        let listener =
            TcpListener::bind(place).await.with_context(|| format!("cannot listen on {}:{}", place.0, place.1))?;
        let port = listener.local_addr()?.port();
        if let Some(line) = &self.tunnel {
            ends.tunnel = tokio::select! {
                tunnel = Tunnel::start(line, port) => Some(tunnel?),
                _ = ends.signals.next() => return Ok(()),
            };
        }
        let mut registration = self.registration(cx, secret.as_ref())?;
        let handler = Handler { cx, replies: self.reply, once: self.once, handled: sender };
        let outcome = async {
            if let (Some(registration), Some(tunnel)) = (&mut registration, &ends.tunnel) {
                registration.create(tunnel.address(), &routes).await?;
            }
            self.announce(cx, (&routes, port, ends.tunnel.as_ref()));
            self.listen(&handler, (listener, secret, routes), (&mut ends, registration.as_ref())).await
        };
        let outcome = outcome.await;
        if let Some(registration) = registration {
            registration.end().await;
        }
        outcome
    }

    fn warn(&self, cx: &Context, has_secret: bool) {
        let is_here = matches!(self.host.as_str(), "127.0.0.1" | "::1" | "localhost") && self.tunnel.is_none();
        match (has_secret, is_here) {
            (true, _) => {}
            (false, true) => cx.out.warning("no secret is set: every program on this machine can send events"),
            (false, false) => cx.out.warning("no secret is set: everybody who reaches this port can send events"),
        }
        if !has_secret {
            cx.out.hint("set the secret of the webhook with --secret-file FILE or WEBHOOK_SECRET");
        }
    }

    /// Named routes alone leave the root without one.
    fn routes(&self) -> Result<Vec<Route>, Misuse> {
        let is_twice = |one: &&NamedCommand| self.route.iter().filter(|other| other.name == one.name).count() > 1;
        if let Some(twice) = self.route.iter().find(is_twice) {
            return Err(Misuse(format!("route '{}' is given twice", twice.name)));
        }
        let named =
            |one: &NamedCommand| Route { name: Some(one.name.clone()), action: Action::Run(one.command.clone()) };
        let mut routes: Vec<Route> = self.route.iter().map(named).collect();
        let action = match (&self.exec, &self.forward_to) {
            (Some(line), _) => Some(Action::Run(line.clone())),
            (None, Some(url)) => Some(Action::Forward(url.clone())),
            (None, None) => routes.is_empty().then_some(Action::Show),
        };
        routes.extend(action.map(|action| Route { name: None, action }));
        Ok(routes)
    }

    fn registration<'a>(&self, cx: &'a Context, secret: Option<&Secret>) -> Result<Option<Registration<'a>>> {
        let Some(secret) = secret.filter(|_| self.register) else { return Ok(None) };
        let domains = match self.domain.as_slice() {
            [] => vec![Domain::Repo, Domain::Discussion],
            typed => typed.to_vec(),
        };
        let domains = domains.into_iter().map(Domain::word).collect();
        let wish = Wish { watched: self.watch.clone(), domains, secret: secret.clone() };
        Ok(Some(Registration::new(cx, cx.hub(&self.token)?.for_changes(), wish)))
    }

    fn announce(&self, cx: &Context, (routes, port, tunnel): (&[Route], u16, Option<&Tunnel>)) {
        let here = format!("http://{}:{port}", self.host);
        let address = tunnel.map_or(here.as_str(), Tunnel::address);
        cx.out.log(&format!("Listening on {address}; press Ctrl-C to stop"));
        for route in routes {
            cx.out.log(&format!("  POST {address}{}  {}", route.path(), route.purpose()));
        }
    }

    async fn listen(
        &self,
        handler: &Handler<'_>,
        (listener, secret, routes): (TcpListener, Option<Secret>, Vec<Route>),
        (ends, registration): (&mut Ends, Option<&Registration<'_>>),
    ) -> Result<()> {
        let (stop, stopped) = watch::channel(false);
        let (queues, receivers): (Vec<_>, Vec<_>) = routes
            .iter()
            .map(|route| {
                let (queue, receiver) = mpsc::channel(LONGEST_QUEUE);
                ((route.clone(), queue), receiver)
            })
            .unzip();
        let desk = Desk {
            cx: handler.cx,
            secret,
            conditions: self.on.clone(),
            queues,
            replies: self.reply,
            once: self.once,
            has_first: Cell::new(false),
        };
        let mut until = stopped.clone();
        let serving = serve(&listener, async |received| desk.answer(received).await, async move {
            // The sender lives as long as this.
            drop(until.wait_for(|stop| *stop).await);
        });
        let workers = routes.iter().zip(receivers).map(|(route, queue)| handler.work(route, queue, stopped.clone()));
        let working = async { tokio::join!(serving, join_all(workers)).1 };
        let mut working = std::pin::pin!(working);
        let outcome = tokio::select! {
            outcome = self.until_end(ends, registration) => outcome,
            _ = &mut working => Ok(()),
        };
        stop.send_replace(true);
        let left = tokio::select! {
            left = tokio::time::timeout(LAST_COMMAND, working) => left.ok(),
            () = ends.signals.until(SignalKind::interrupt()) => None,
        };
        match left.map(|left| left.into_iter().sum::<usize>()) {
            None => handler.cx.out.warning("a command was still running and was ended"),
            Some(0) => {}
            Some(count) => handler.cx.out.warning(&format!("{} left unhandled", counted(count, "event"))),
        }
        outcome
    }

    /// Waits for whatever ends the listener; the webhook follows the tunnel meanwhile.
    async fn until_end(&self, ends: &mut Ends, registration: Option<&Registration<'_>>) -> Result<()> {
        let limit = self.timeout.limit();
        let mut late = std::pin::pin!(async {
            match limit {
                Some(limit) => tokio::time::sleep(limit).await,
                None => std::future::pending().await,
            }
        });
        loop {
            let moved = async {
                match &mut ends.tunnel {
                    Some(tunnel) => tunnel.moved().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = ends.signals.next() => return Ok(()),
                () = &mut late => {
                    let after = limit.unwrap_or_default();
                    return Err(TimedOut { what: "the webhook listener".to_owned(), after }.into());
                }
                Some(outcome) = ends.handled.recv(), if self.once => return outcome,
                address = moved => {
                    let address = address?;
                    if let Some(registration) = registration {
                        registration.follow(&address).await?;
                    }
                }
            }
        }
    }
}
