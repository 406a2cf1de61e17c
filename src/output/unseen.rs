//! A line that is typed unseen on a terminal. The echo is off before the question is shown, so that a fast typist's or a
//! pasted secret never stands on the screen, and the terminal is left as it was, after Ctrl-C too.

use std::io::{self, Read};

use console::Term;

use super::mode::TerminalMode;

const CONTROL_C: u8 = 3;
const CONTROL_D: u8 = 4;
const CONTROL_U: u8 = 21;
const BACKSPACE: [u8; 2] = [8, 127];

/// Asks on `terminal` and reads what is typed on standard input, which must be a terminal.
///
/// # Errors
/// `Interrupted` for Ctrl-C, `UnexpectedEof` for Ctrl-D or the end of the terminal; or a terminal that refuses.
pub(super) fn read_unseen(terminal: &Term, question: &str) -> io::Result<String> {
    let silent = TerminalMode::keys()?;
    terminal.write_str(&format!("{question}: "))?;
    let typed = typed_line(io::stdin().lock().bytes());
    drop(silent);
    terminal.clear_line()?;
    typed
}

/// The line that these keys make.
fn typed_line(keys: impl Iterator<Item = io::Result<u8>>) -> io::Result<String> {
    let mut line = Vec::new();
    for key in keys {
        match key? {
            b'\r' | b'\n' => return Ok(String::from_utf8_lossy(&line).into_owned()),
            CONTROL_C => return Err(io::ErrorKind::Interrupted.into()),
            CONTROL_D if line.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            CONTROL_U => line.clear(),
            key if BACKSPACE.contains(&key) => drop(line.pop()),
            key if key.is_ascii_control() => {}
            key => line.push(key),
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::typed_line;

    fn typed(keys: &str) -> Result<String, ErrorKind> {
        typed_line(keys.bytes().map(Ok)).map_err(|error| error.kind())
    }

    #[test]
    fn keys_make_a_line() {
        assert_eq!(typed("hf_abc\r"), Ok("hf_abc".to_owned()));
        assert_eq!(typed("no\u{15}hx\u{7f}f_\u{8}-\u{1b}é\nmore"), Ok("hf-é".to_owned()));
        assert_eq!(typed("\r"), Ok(String::new()));
    }

    #[test]
    fn a_line_can_be_given_up() {
        assert_eq!(typed("abc\u{3}"), Err(ErrorKind::Interrupted));
        assert_eq!(typed("\u{4}"), Err(ErrorKind::UnexpectedEof));
        assert_eq!(typed("abc"), Err(ErrorKind::UnexpectedEof));
    }
}
