//! The grammar of the file of named tokens, which is that of Python's configparser without interpolation. Knows
//! nothing of tokens; its errors name lines and never what stands in them.

/// A key and its value, in the order of the file; keys are in lower case.
pub(super) type Fields = Vec<(String, String)>;

pub(super) struct Section {
    pub(super) name: String,
    pub(super) fields: Fields,
}

/// Why Python's configparser would not read a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IniError {
    /// Something stands before the first `[section]`.
    #[error("line {0} is outside any [section]")]
    NoSection(usize),
    /// A section's second beginning.
    #[error("line {0} repeats a section")]
    DuplicateSection(usize),
    /// A key's second value.
    #[error("line {0} repeats a key")]
    DuplicateKey(usize),
    /// Neither a section nor a key.
    #[error("line {0} is neither '[section]' nor 'key = value'")]
    BadLine(usize),
}

/// Other sections take what they lack from this one.
pub(super) const DEFAULTS: &str = "DEFAULT";

/// Reads all sections but `[DEFAULT]`, whose fields the others get.
pub(super) fn parse(text: &str) -> Result<Vec<Section>, IniError> {
    let mut parser = Parser::default();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (at, line) in text.split('\n').enumerate() {
        parser.line(at + 1, line)?;
    }
    Ok(parser.finish())
}

/// Lays sections out as configparser does. A name has one line and a value's further lines are indented, whatever they
/// hold: nothing in them can begin a section or a key of its own.
pub(super) fn write(sections: &[Section]) -> String {
    let mut text = String::new();
    for section in sections {
        text += &format!("[{}]\n", section.name.replace(char::is_control, " "));
        for (key, value) in &section.fields {
            text += &format!("{key} = {}\n", value.replace(['\r', '\n'], "\n\t"));
        }
        text.push('\n');
    }
    text
}

/// Gives a key a value: its old one goes, its place stays.
pub(super) fn set(fields: &mut Fields, key: &str, value: String) {
    match fields.iter_mut().find(|(known, _)| known == key) {
        Some((_, old)) => *old = value,
        None => fields.push((key.to_owned(), value)),
    }
}

#[derive(Default)]
enum Place {
    #[default]
    Nowhere,
    Defaults,
    /// The last section.
    Section,
}

#[derive(Default)]
struct Parser {
    defaults: Fields,
    sections: Vec<Section>,
    place: Place,
    /// Blanks before the last line that was no continuation.
    indent: usize,
    /// The last field may go on in deeper lines.
    is_open: bool,
}

impl Parser {
    fn line(&mut self, number: usize, line: &str) -> Result<(), IniError> {
        let value = line.trim();
        if value.starts_with(['#', ';']) {
            return Ok(());
        }
        if value.is_empty() {
            self.go_on("");
            return Ok(());
        }
        let indent = line.chars().take_while(|character| character.is_whitespace()).count();
        if indent > self.indent && self.is_open {
            self.go_on(value);
            return Ok(());
        }
        self.indent = indent;
        match section_name(value) {
            Some(name) => self.section(number, name),
            None => self.field(number, value),
        }
    }

    fn go_on(&mut self, value: &str) {
        if let (true, Some((_, open))) = (self.is_open, self.fields().and_then(|fields| fields.last_mut())) {
            open.push('\n');
            open.push_str(value);
        }
    }

    fn section(&mut self, number: usize, name: &str) -> Result<(), IniError> {
        self.is_open = false;
        if name == DEFAULTS {
            self.place = Place::Defaults;
            return Ok(());
        }
        if self.sections.iter().any(|section| section.name == name) {
            return Err(IniError::DuplicateSection(number));
        }
        self.sections.push(Section { name: name.to_owned(), fields: Fields::new() });
        self.place = Place::Section;
        Ok(())
    }

    fn field(&mut self, number: usize, line: &str) -> Result<(), IniError> {
        let fields = self.fields().ok_or(IniError::NoSection(number))?;
        let (key, value) = line.split_once(['=', ':']).ok_or(IniError::BadLine(number))?;
        let key = key.trim_end().to_lowercase();
        if key.is_empty() {
            return Err(IniError::BadLine(number));
        }
        if fields.iter().any(|(known, _)| *known == key) {
            return Err(IniError::DuplicateKey(number));
        }
        fields.push((key, value.trim().to_owned()));
        self.is_open = true;
        Ok(())
    }

    fn fields(&mut self) -> Option<&mut Fields> {
        match self.place {
            Place::Nowhere => None,
            Place::Defaults => Some(&mut self.defaults),
            Place::Section => self.sections.last_mut().map(|section| &mut section.fields),
        }
    }

    fn finish(self) -> Vec<Section> {
        let complete = |section: Section| {
            let mut fields = self.defaults.clone();
            section.fields.into_iter().for_each(|(key, value)| set(&mut fields, &key, value));
            fields.iter_mut().for_each(|(_, value)| value.truncate(value.trim_end().len()));
            Section { name: section.name, fields }
        };
        self.sections.into_iter().map(complete).collect()
    }
}

/// What stands between the first bracket and the last: `[a]b]` is the section `a]b`.
fn section_name(value: &str) -> Option<&str> {
    let rest = value.strip_prefix('[')?;
    rest.rfind(']').filter(|end| *end > 0).map(|end| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::{IniError, Section, parse, write};
    use crate::base::fuzz::{Edit, edited};

    /// Read and written again.
    fn rewritten(text: &str) -> String {
        write(&parse(text).unwrap_or_default())
    }

    fn error(text: &str) -> Option<IniError> {
        parse(text).err()
    }

    #[test]
    fn what_configparser_writes_is_written_again_to_the_byte() {
        let text = "[ a 100% ]\nhf_token = x\nrefresh_token = y=z\n\n[é]]\nhf_token = \n\n";
        assert_eq!(rewritten(text), text);
    }

    #[test]
    fn keys_are_in_lower_case_and_either_sign_divides_them_from_values() {
        assert_eq!(rewritten("[a]\nHF_TOKEN=x\nb : y # no comment\n"), "[a]\nhf_token = x\nb = y # no comment\n\n");
    }

    #[test]
    fn sections_get_the_defaults_which_are_not_written_again() {
        let text = "[DEFAULT]\nb = 1\nc = 2\n[a]\nx = y\nc = 3\n";
        assert_eq!(rewritten(text), "[a]\nb = 1\nc = 3\nx = y\n\n");
    }

    #[test]
    fn a_value_goes_on_in_deeper_lines() {
        assert_eq!(rewritten("[a]\nx = 1\n  2\n\n  3\n\n"), "[a]\nx = 1\n\t2\n\t\n\t3\n\n");
        assert_eq!(rewritten("  [a]\n  x = 1\n  y = 2\n"), "[a]\nx = 1\ny = 2\n\n");
    }

    #[test]
    fn comments_and_other_line_ends_are_read() {
        assert_eq!(rewritten("# one\r\n[a]\r\n; two\r\nx = 1\rz = 2"), "[a]\nx = 1\nz = 2\n\n");
    }

    #[test]
    fn what_configparser_refuses_is_refused() {
        assert_eq!(error("x = 1\n"), Some(IniError::NoSection(1)));
        assert_eq!(error("\u{feff}[a]\n"), Some(IniError::NoSection(1)));
        assert_eq!(error("[a]\n\n[a]\n"), Some(IniError::DuplicateSection(3)));
        assert_eq!(error("[a]\nx = 1\nX = 2\n"), Some(IniError::DuplicateKey(3)));
        assert_eq!(error("[a]\nhf_secret\n"), Some(IniError::BadLine(2)));
        assert_eq!(error("[a]\n= 1\n"), Some(IniError::BadLine(2)));
        assert_eq!(error("[DEFAULT]\nx = 1\n[DEFAULT]\nx = 2\n"), Some(IniError::DuplicateKey(4)));
    }

    #[test]
    fn a_section_may_have_no_field() {
        let text = write(&[Section { name: "a".to_owned(), fields: vec![] }]);
        assert_eq!(text, "[a]\n\n");
    }

    #[test]
    fn nothing_in_a_name_or_a_value_becomes_a_section() {
        for planted in ["a\r[evil]", "a\n[evil]\nhf_token = x", "a\r\n[evil]"] {
            let fields = vec![("hf_token".to_owned(), planted.to_owned())];
            let text = super::write(&[super::Section { name: planted.to_owned(), fields }]);
            assert_eq!(super::parse(&text).ok().map(|sections| sections.len()), Some(1), "{text:?}");
        }
    }

    #[test]
    fn whatever_is_read_is_the_same_after_it_was_written() {
        let example = b"[DEFAULT]\na = 1\n[ada]\nhf_token = x\n  y\n# note\n[bob]\nb: 2\n";
        bolero::check!().with_type::<Vec<Edit>>().for_each(|edits| {
            let text = String::from_utf8_lossy(&edited(example, edits)).into_owned();
            let Ok(first) = parse(&text) else { return };
            let shape = |sections: &[Section]| {
                let keys = |section: &Section| section.fields.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
                sections.iter().map(keys).collect::<Vec<_>>()
            };
            let again = parse(&write(&first));
            assert_eq!(again.map(|sections| shape(&sections)), Ok(shape(&first)), "{text:?}");
        });
    }
}
