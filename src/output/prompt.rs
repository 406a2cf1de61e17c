//! Questions to the user: yes or no, one of several, a secret. Questions stand on standard output, as the Python
//! client asks them, and answers may come from a pipe.

use std::io;

use console::{Key, Term};

use super::color::Look;
use super::format::Format;
use super::screen::SHOW_CURSOR;
#[cfg(unix)]
use super::unseen::read_unseen;
use super::{Out, escape, width};
use crate::base::secret::Secret;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// The user said no, or the input ended.
    #[error("aborted")]
    Aborted,
    /// The user pressed Ctrl-C, which ends the command.
    #[error("interrupted")]
    Interrupted,
    /// Only people are asked; anyone else has to say yes beforehand.
    #[error("{question} Cannot prompt in this output mode: add {flag} to confirm")]
    NeedsFlag { question: String, flag: &'static str },
    /// A stream failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Out {
    /// Asks before something is destroyed; `yes` is what `--yes` says.
    ///
    /// # Errors
    /// [`PromptError`]: the user does not agree, or is not asked and `yes` is false.
    pub fn confirm(&self, question: &str, yes: bool) -> Result<(), PromptError> {
        self.confirm_unless(question, yes, "--yes")
    }

    /// As [`Out::confirm`], for a command whose flag has another name.
    ///
    /// # Errors
    /// As [`Out::confirm`].
    pub fn confirm_unless(&self, question: &str, yes: bool, flag: &'static str) -> Result<(), PromptError> {
        if yes {
            return Ok(());
        }
        let question = escape::prose(question, false);
        if self.settings.format != Format::Human {
            return Err(PromptError::NeedsFlag { question, flag });
        }
        loop {
            match self.ask(&format!("{question} [y/N]: "))?.to_lowercase().as_str() {
                "y" | "yes" => return Ok(()),
                "" | "n" | "no" => return Err(PromptError::Aborted),
                _ => self.print("Please answer y or n.\n")?,
            }
        }
    }

    /// Whether the user agrees, in the grammar of older commands; an empty answer is `default`.
    ///
    /// # Errors
    /// [`PromptError`]: the input ended.
    pub fn agree(&self, question: &str, default: bool) -> Result<bool, PromptError> {
        let choices = if default { "(Y/n)" } else { "(y/N)" };
        loop {
            match self.ask(&format!("{} {choices} ", escape::prose(question, false)))?.to_lowercase().as_str() {
                "" => return Ok(default),
                "y" | "yes" | "1" => return Ok(true),
                "n" | "no" | "0" => return Ok(false),
                _ => self.print("Please answer y or n.\n")?,
            }
        }
    }

    /// The position of the choice that the user makes: with the arrow keys on a terminal, else by its number.
    ///
    /// # Errors
    /// [`PromptError`]: the user made none.
    pub fn choose(&self, question: &str, choices: &[String]) -> Result<usize, PromptError> {
        if choices.is_empty() {
            return Err(PromptError::Aborted);
        }
        if self.settings.terminals.stdin && self.settings.terminals.stdout {
            let terminal = Term::stdout();
            return self.choose_by_key(question, choices, || terminal.read_key_raw());
        }
        self.choose_by_number(question, choices)
    }

    /// A secret that the user types unseen, or a line of the input if that is no terminal. `None` when there is
    /// nothing in it.
    ///
    /// # Errors
    /// [`PromptError`]: the input ended, or a terminal refused.
    pub fn password(&self, question: &str) -> Result<Option<Secret>, PromptError> {
        if !self.settings.terminals.stdin {
            let line = self.screen.read_line()?.ok_or(PromptError::Aborted)?;
            return Ok(Secret::parse(&line));
        }
        let terminal = if self.settings.terminals.stderr { Term::stderr() } else { Term::stdout() };
        let typed = read_unseen(&terminal, question).map_err(unanswered)?;
        Ok(Secret::parse(&typed))
    }

    /// A line that the user types.
    ///
    /// # Errors
    /// [`PromptError`]: the input ended.
    pub fn question(&self, question: &str) -> Result<String, PromptError> {
        self.ask(&escape::single_line(question))
    }

    pub(super) fn choose_by_key(
        &self,
        question: &str,
        choices: &[String],
        mut next_key: impl FnMut() -> io::Result<Key>,
    ) -> Result<usize, PromptError> {
        let room = self.settings.width.saturating_sub(MARK.len());
        let one_line = |choice: &String| {
            let choice = escape::escape(choice);
            width::fit(&choice, room).unwrap_or(choice)
        };
        let choices: Vec<String> = choices.iter().map(one_line).collect();
        let (heading, keys) = self.heading(question);
        self.print(&format!("{HIDE_CURSOR}{heading}{keys}\n{}", self.menu(&choices, 0)))?;
        let chosen = choose_with(choices.len(), &mut next_key, |selected| {
            self.print(&format!("\u{1b}[{}A{}", choices.len(), self.menu(&choices, selected)))
        });
        let answer = chosen.as_ref().map_or("", |&at| choices[at].as_str());
        let answer = self.paint(Look::Green, answer);
        self.print(&format!("\u{1b}[{}A\r\u{1b}[J{heading} {answer}\n{SHOW_CURSOR}", choices.len() + 1))?;
        chosen
    }

    /// The question and the keys that answer it, as far as they fit on one line: the menu is drawn over.
    fn heading(&self, question: &str) -> (String, String) {
        let question = format!("? {}", escape::single_line(question));
        let question = width::fit(&question, self.settings.width).unwrap_or(question);
        let has_room = width::of(&question) + KEYS.len() <= self.settings.width;
        let keys = if has_room { self.paint(Look::Gray, KEYS) } else { String::new() };
        (self.paint(Look::Bold, &question), keys)
    }

    fn menu(&self, choices: &[String], selected: usize) -> String {
        let line = |(at, choice): (usize, &String)| match at == selected {
            true => format!("\r\u{1b}[K{}{}\n", self.paint(Look::Green, MARK), self.paint(Look::Bold, choice)),
            false => format!("\r\u{1b}[K  {choice}\n"),
        };
        choices.iter().enumerate().map(line).collect()
    }

    fn choose_by_number(&self, question: &str, choices: &[String]) -> Result<usize, PromptError> {
        let mut menu = format!("? {question}\n");
        for (at, choice) in choices.iter().enumerate() {
            menu += &format!("  {}. {}\n", at + 1, escape::escape(choice));
        }
        self.print(&menu)?;
        loop {
            let answer = self.ask("Choice [1]: ")?;
            match answer.parse::<usize>() {
                Ok(number) if (1..=choices.len()).contains(&number) => return Ok(number - 1),
                Err(_) if answer.is_empty() => return Ok(0),
                _ => self.print(&format!("Please enter a number from 1 to {}.\n", choices.len()))?,
            }
        }
    }

    fn ask(&self, question: &str) -> Result<String, PromptError> {
        self.print(question)?;
        match self.screen.read_line().map_err(unanswered)? {
            Some(answer) => Ok(answer.trim().to_owned()),
            None => {
                self.print("\n")?;
                Err(PromptError::Aborted)
            }
        }
    }

    fn print(&self, text: &str) -> io::Result<()> {
        self.screen.print(text.as_bytes())
    }
}

#[cfg(not(unix))]
fn read_unseen(terminal: &Term, question: &str) -> io::Result<String> {
    let typed = dialoguer::Password::new().with_prompt(question).allow_empty_password(true).report(false);
    typed.interact_on(terminal).map_err(|dialoguer::Error::IO(error)| error)
}

const KEYS: &str = "  [arrow keys and Enter, or a number]";
const MARK: &str = "> ";
const HIDE_CURSOR: &str = "\u{1b}[?25l";

/// Follows the keys until one of `count` is chosen. A menu of dialoguer leaves the cursor hidden after Ctrl-C, and
/// does not know that a number chooses at once, which users of the Python client are used to.
fn choose_with(
    count: usize,
    next_key: &mut impl FnMut() -> io::Result<Key>,
    mut show: impl FnMut(usize) -> io::Result<()>,
) -> Result<usize, PromptError> {
    let mut selected = 0;
    loop {
        match next_key().map_err(unanswered)? {
            Key::Enter => return Ok(selected),
            Key::CtrlC => return Err(PromptError::Interrupted),
            Key::Escape => return Err(PromptError::Aborted),
            Key::ArrowUp => selected = (selected + count - 1) % count,
            Key::ArrowDown => selected = (selected + 1) % count,
            Key::Char(digit) => match digit.to_digit(10) {
                Some(number @ 1..) if number as usize <= count => return Ok(number as usize - 1),
                _ => continue,
            },
            _ => continue,
        }
        show(selected)?;
    }
}

fn unanswered(error: io::Error) -> PromptError {
    match error.kind() {
        io::ErrorKind::Interrupted => PromptError::Interrupted,
        io::ErrorKind::UnexpectedEof => PromptError::Aborted,
        _ => PromptError::Io(error),
    }
}
