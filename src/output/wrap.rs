//! Breaks text that arrives piece by piece at the width of a terminal, between words. Every piece is shown at once; a
//! word that turns out to be too long for its line is moved to the next one. Does not write.

use unicode_width::UnicodeWidthChar;

/// Columns between two tab stops.
const TAB: usize = 8;
/// What begins and ends a block of code, which keeps its lines.
const FENCE: &str = "```";

/// Where the text stands.
#[derive(Debug, Default)]
pub(super) struct Wrap {
    /// Of the next character.
    column: usize,
    /// Blanks that are written before the next word, if it stands on the same line.
    blanks: usize,
    /// The part of the last word that is shown, and the column that it begins in.
    word: String,
    word_at: usize,
    /// The first characters of the line.
    head: String,
    is_code: bool,
}

impl Wrap {
    /// What to write for one more piece. It must hold no control characters but line ends and tabs.
    pub(super) fn push(&mut self, piece: &str, width: usize) -> String {
        let mut written = String::with_capacity(piece.len() + 8);
        for character in piece.chars() {
            match character {
                '\n' => self.end_line(&mut written),
                ' ' => self.blank(1),
                '\t' => self.blank(TAB - (self.column + self.blanks) % TAB),
                _ => self.add(character, width.max(2), &mut written),
            }
        }
        written
    }

    fn end_line(&mut self, written: &mut String) {
        self.is_code ^= self.head == FENCE;
        (self.column, self.blanks, self.word_at) = (0, 0, 0);
        self.word.clear();
        self.head.clear();
        written.push('\n');
    }

    fn blank(&mut self, count: usize) {
        self.blanks += count;
        self.word.clear();
    }

    fn add(&mut self, character: char, width: usize, written: &mut String) {
        let columns = character.width().unwrap_or_default();
        if self.head.len() < FENCE.len() {
            self.head.push(character);
        }
        // Between wide characters, a line may end anywhere.
        if columns > 1 {
            self.word.clear();
        }
        if self.word.is_empty() {
            self.begin(columns, width, written);
        } else if self.column + columns > width && !self.is_code && self.word_at > 0 {
            // By its column: a cursor behind the last one stands in different places on different terminals.
            written.push_str(&format!("\u{1b}[{}G\u{1b}[K\n{}", self.word_at + 1, self.word));
            (self.column, self.word_at) = (self.column - self.word_at, 0);
        }
        // The terminal itself breaks what has no blank in a whole line.
        self.column = if self.column + columns > width { columns } else { self.column + columns };
        written.push(character);
        if columns < 2 {
            self.word.push(character);
        }
    }

    /// Puts a new word behind the blanks, or on a new line.
    fn begin(&mut self, columns: usize, width: usize, written: &mut String) {
        let blanks = std::mem::take(&mut self.blanks);
        if self.column > 0 && self.column + blanks + columns > width && !self.is_code {
            written.push('\n');
            self.column = 0;
        } else {
            written.extend(std::iter::repeat_n(' ', blanks));
            self.column = (self.column + blanks) % width;
        }
        self.word_at = self.column;
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use super::Wrap;

    /// What a terminal of ten columns shows of these pieces.
    fn shown(pieces: &[&str]) -> String {
        let mut wrap = Wrap::default();
        let ten = NonZero::new(10).unwrap();
        let mut terminal = vt100::Parser::new(ten, ten, 0);
        for piece in pieces {
            terminal.process(wrap.push(piece, 10).replace('\n', "\r\n").as_bytes());
        }
        let lines: Vec<String> = terminal.screen().rows(0, 10).map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n").trim_end().to_owned()
    }

    #[test]
    fn lines_end_between_words() {
        assert_eq!(shown(&["one two three four"]), "one two\nthree four");
        assert_eq!(shown(&["exactly 10 more"]), "exactly 10\nmore");
        assert_eq!(shown(&["one two\n\n  in a list"]), "one two\n\n  in a\nlist");
    }

    #[test]
    fn a_word_that_outgrows_its_line_moves_to_the_next() {
        assert_eq!(shown(&["one two th", "ree", " fo", "u", "r five"]), "one two\nthree four\nfive");
        assert_eq!(shown(&["one tw", "o ", "abc", "d"]), "one two\nabcd");
    }

    #[test]
    fn every_piece_is_shown_at_once() {
        let mut wrap = Wrap::default();
        assert_eq!(wrap.push("one tw", 10), "one tw");
        assert_eq!(wrap.push("o", 10), "o");
    }

    #[test]
    fn a_word_without_a_blank_is_broken_by_the_terminal() {
        assert_eq!(shown(&["a 0123456", "7890abc de"]), "a\n0123456789\n0abc de");
        assert_eq!(shown(&["0123456789", "0 x"]), "0123456789\n0 x");
    }

    #[test]
    fn wide_characters_need_no_blank_between() {
        assert_eq!(shown(&["漢字漢", "字漢字 ab"]), "漢字漢字漢\n字 ab");
        assert_eq!(shown(&["abcdefghi漢"]), "abcdefghi\n漢");
    }

    #[test]
    fn code_keeps_its_lines() {
        let code = ["```sh\n", "abcdef ghijkl\n", "```\n", "abcdef ghijkl"];
        assert_eq!(shown(&code), "```sh\nabcdef ghi\njkl\n```\nabcdef\nghijkl");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        bolero::check!().with_type::<(Vec<String>, u8)>().for_each(|(pieces, width)| {
            let mut wrap = Wrap::default();
            for piece in pieces {
                let piece: String = piece.chars().filter(|c| !c.is_control() || *c == '\n').collect();
                wrap.push(&piece, usize::from(*width));
                assert!(wrap.column <= usize::from(*width).max(2));
            }
        });
    }
}
