//! Text that is written while it arrives: as it is to a pipe, with its words wrapped on a terminal.

use std::io;

use console::Term;

use super::wrap::Wrap;
use super::{Out, escape};

/// One text, from its first piece to its end.
pub struct Flow {
    out: Out,
    /// On a terminal: where the text stands, and the columns there are.
    wrap: Option<(Wrap, usize)>,
}

impl Out {
    /// Begins a text on standard output, the same in every mode. A terminal sees no control character of it but line ends
    /// and tabs.
    pub fn flow(&self) -> Flow {
        let wrap = self.settings.terminals.stdout.then(|| {
            let columns = Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
            (Wrap::default(), columns.unwrap_or(self.settings.width))
        });
        Flow { out: self.clone(), wrap }
    }
}

impl Flow {
    /// Writes one more piece.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn write(&mut self, piece: &str) -> io::Result<()> {
        match &mut self.wrap {
            None => self.out.bytes(piece.as_bytes()),
            Some((wrap, width)) => {
                let safe = escape::prose(&piece.replace('\r', ""), false);
                self.out.bytes(wrap.push(&safe, *width).as_bytes())
            }
        }
    }
}
