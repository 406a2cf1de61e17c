//! Pages of the Hub in the user's browser.

use std::io;
use std::process::{Command, Stdio};

use super::Context;

impl Context {
    /// Opens a page where the user sees it, or prints its address where there is no screen.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn show_page(&self, page: &str) -> io::Result<()> {
        if self.open_page(page) {
            self.out.log(&format!("Opening {page} in your browser"));
            return Ok(());
        }
        self.out.raw(page)
    }

    /// Opens a page if there is a screen. Whether that works is seen by the user alone.
    pub fn open_page(&self, page: &str) -> bool {
        let can_open = self.config.browser.has_screen && is_web_page(page);
        if can_open {
            open(page);
        }
        can_open
    }
}

/// Whatever else a Hub names is not for the programs that open it.
fn is_web_page(page: &str) -> bool {
    (page.starts_with("https://") || page.starts_with("http://")) && !page.contains(char::is_control)
}

fn open(page: &str) {
    let mut opener = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut handler = Command::new("rundll32");
        handler.arg("url.dll,FileProtocolHandler");
        handler
    } else {
        Command::new("xdg-open")
    };
    opener.arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // A browser that was started by this must outlive Ctrl-C.
        opener.process_group(0);
    }
    // Dropping the child neither ends it nor waits for it.
    drop(opener.spawn());
}
