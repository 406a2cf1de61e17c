//! Finds secrets in text. One pass over the bytes finds all that begins like a secret, with the vector instructions of
//! the machine; only what follows such a beginning is looked at closely.

use std::fs::File;
use std::io::{self, Read};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::forms::{FORMS, Spot};
use crate::transfer::upload::content::Source;

/// Changes with the forms: a file that was clean for an older scanner is read again.
pub(in crate::transfer::upload) const SCANNER: u8 = 1;
/// Bytes of a text that are looked at. People do not keep their tokens behind so much of one file.
const MOST_BYTES: u64 = 8 * 1024 * 1024;
/// Bytes in which a NUL tells that a file is no text, as git judges.
const HEAD_BYTES: u64 = 8 * 1024;

/// What a look into a file has found.
pub(in crate::transfer::upload) struct Scanned {
    /// The first bytes.
    pub head: Vec<u8>,
    /// Line and kind of each secret.
    pub secrets: Vec<(usize, &'static str)>,
}

/// Looks into a file. Blocks.
///
/// # Errors
/// It cannot be read.
pub(in crate::transfer::upload) fn scan(source: &Source) -> io::Result<Scanned> {
    let mut file = File::open(&source.local)?.take(source.size.min(MOST_BYTES));
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    if head.contains(&0) {
        return Ok(Scanned { head, secrets: Vec::new() });
    }
    if file.limit() == 0 {
        let secrets = find(&head);
        return Ok(Scanned { head, secrets });
    }
    let mut text = head.clone();
    file.read_to_end(&mut text)?;
    Ok(Scanned { secrets: find(&text), head })
}

/// Whether a text holds something that is surely a secret.
pub fn has_secret(text: &str) -> bool {
    !find(text.as_bytes()).is_empty()
}

/// Line, counted from 1, and kind of each secret; the same kind once a line.
fn find(text: &[u8]) -> Vec<(usize, &'static str)> {
    let mut found: Vec<(usize, &'static str)> = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for beginning in beginnings().searcher.find_iter(text) {
        let form = &FORMS[beginnings().forms[beginning.pattern().as_usize()]];
        let spot = Spot { text, start: beginning.start(), end: beginning.end() };
        if !(form.judge)(spot) {
            continue;
        }
        line += text[counted..spot.start].iter().filter(|byte| **byte == b'\n').count();
        counted = spot.start;
        if found.last() != Some(&(line, form.kind)) {
            found.push((line, form.kind));
        }
    }
    found
}

struct Beginnings {
    searcher: AhoCorasick,
    /// The form of each pattern.
    forms: Vec<usize>,
}

fn beginnings() -> &'static Beginnings {
    static BEGINNINGS: OnceLock<Beginnings> = OnceLock::new();
    BEGINNINGS.get_or_init(|| {
        let all = FORMS.iter().enumerate().flat_map(|(at, form)| form.beginnings.iter().map(move |text| (at, text)));
        let (forms, patterns): (Vec<usize>, Vec<&&str>) = all.unzip();
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns);
        // The patterns are few, short and constant; a searcher for none finds nothing.
        let searcher = built.or_else(|_| AhoCorasick::new([""; 0])).unwrap_or_else(|_| unreachable!("no patterns"));
        Beginnings { searcher, forms }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    use super::super::forms::checksum;
    use super::{HEAD_BYTES, MOST_BYTES, Source, find, scan};

    const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const HEX: &str = "0123456789abcdef";

    /// A source of numbers that is the same in every run.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % sides
        }

        fn text(&mut self, alphabet: &str, length: usize) -> String {
            (0..length).map(|_| char::from(alphabet.as_bytes()[self.roll(alphabet.len())])).collect()
        }

        fn base64(&mut self, bytes: usize) -> String {
            let bytes: Vec<u8> = (0..bytes).map(|_| u8::try_from(self.roll(256)).unwrap()).collect();
            BASE64_STANDARD.encode(bytes)
        }

        fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
            words[self.roll(words.len())]
        }
    }

    /// Every kind, made of parts: no line of this repository looks like a secret.
    fn secrets(dice: &mut Dice) -> Vec<(&'static str, String)> {
        let word = |dice: &mut Dice, length| dice.text(ALPHANUMERIC, length);
        let checked = |dice: &mut Dice| {
            let body = dice.text(ALPHANUMERIC, 30);
            let sum = checksum(body.as_bytes());
            body + &sum
        };
        let kind = dice.pick(&["RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", ""]);
        let lines = (0..12).map(|_| dice.base64(48)).collect::<Vec<_>>();
        let (begin, end) =
            (format!("-----{} {kind}PRIVATE KEY-----", "BEGIN"), format!("-----END {kind}PRIVATE KEY-----"));
        let newline = dice.pick(&["\n", "\r\n", "\\n"]);
        let slack = format!("{}-{}-{}", dice.text("123456789", 12), dice.text("123456789", 12), word(dice, 24));
        vec![
            ("private key", format!("{begin}{newline}{}{newline}{end}", lines.join(newline))),
            ("Hugging Face token", format!("hf_{}", word(dice, 34))),
            ("GitHub token", format!("{}{}", dice.pick(&["ghp_", "gho_", "ghs_"]), checked(dice))),
            ("GitHub token", format!("github_pat_{}_{}", word(dice, 22), word(dice, 59))),
            ("npm token", format!("npm_{}", checked(dice))),
            ("AWS secret key", format!("aws_secret_access_key = {}", dice.base64(30))),
            ("OpenAI key", format!("sk-proj-{}{}{}", word(dice, 40), "T3Blbk".to_owned() + "FJ", word(dice, 40))),
            ("Anthropic key", format!("sk-ant-api03-{}AA", word(dice, 93))),
            ("Slack token", format!("xoxb-{slack}")),
            ("Google API key", format!("AIza{}", word(dice, 35))),
            ("Stripe key", format!("sk_live_{}", word(dice, 24))),
            ("GitLab token", format!("glpat-{}", word(dice, 20))),
            ("SendGrid key", format!("SG.{}.{}", word(dice, 22), word(dice, 43))),
            ("DigitalOcean token", format!("dop_v1_{}", dice.text(HEX, 64))),
            ("Azure storage key", format!("AccountKey={}", dice.base64(64))),
            ("Databricks token", format!("dapi{}", dice.text(HEX, 32))),
        ]
    }

    fn prose(dice: &mut Dice, words: usize) -> String {
        const WORDS: [&str; 24] = [
            "the",
            "model",
            "was",
            "trained",
            "on",
            "tokens",
            "of",
            "text",
            "import",
            "from",
            "def",
            "return",
            "self",
            "hf_hub_download",
            "sk-learn",
            "key",
            "secret",
            "password",
            "weights",
            "=",
            "{",
            "}",
            "ghp_",
            "private",
        ];
        (0..words).map(|_| dice.pick(&WORDS)).collect::<Vec<_>>().join(" ")
    }

    /// What looks like a secret to the eye, and is none.
    fn lookalike(dice: &mut Dice) -> String {
        match dice.roll(16) {
            0 => format!("sha256:{}", dice.text(HEX, 64)),
            1 => format!("\"image/png\": \"{}\"", dice.base64(150)),
            2 => format!("hf_{}", "x".repeat(34)),
            3 => format!("ghp_{}", dice.text(ALPHANUMERIC, 36)),
            4 => "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE".to_owned(),
            5 => "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            6 => format!("-----{} PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "BEGIN"),
            7 => format!("-----{} PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", "BEGIN", dice.base64(90)),
            8 => format!("hf_abcdefghijklmnopqrstuvwxyzabcdefgh {}", dice.text(HEX, 40)),
            9 => "OPENAI_API_KEY=sk-...your-key-here".to_owned(),
            10 => format!("hf_{}", dice.text(ALPHANUMERIC, 20)),
            11 => format!("id: {}-{}", dice.text(HEX, 8), dice.text(HEX, 12)),
            12 => format!("xhf_{} AIza{}", dice.text(ALPHANUMERIC, 34), dice.text(ALPHANUMERIC, 50)),
            13 => format!("-----{} CERTIFICATE-----\n{}\n", "BEGIN", dice.base64(90)),
            14 => "xoxb-your-token SG.x.y glpat-xxxxxxxxxxxxxxxxxxxx sk_live_xxxxxxxxxxxxxxxxxxxxxxxx".to_owned(),
            _ => format!("AccountKey=<key>; npm_{}", dice.text(ALPHANUMERIC, 36)),
        }
    }

    #[test]
    fn every_planted_secret_is_found_with_its_line() {
        let mut dice = Dice(1);
        let mut found_kinds = BTreeMap::new();
        for round in 0..4 {
            for (kind, secret) in secrets(&mut dice) {
                let lines = dice.roll(30);
                let before: String = (0..lines).map(|_| prose(&mut dice, 8) + "\n").collect();
                let (open, close) = [("", ""), ("\"", "\""), ("token=", ";"), ("\\n", "\\n")][round];
                let text = format!("{before}{} {open}{secret}{close} {}", prose(&mut dice, 3), prose(&mut dice, 9));
                assert_eq!(find(text.as_bytes()), [(lines + 1, kind)], "{round}");
                *found_kinds.entry(kind).or_insert(0) += 1;
            }
        }
        assert!(found_kinds.len() >= 10 && found_kinds.values().sum::<i32>() >= 40, "{found_kinds:?}");
    }

    #[test]
    fn no_ordinary_file_is_flagged() {
        let mut dice = Dice(2);
        for number in 0..10_000 {
            let mut text = prose(&mut dice, 20);
            for _ in 0..2 {
                text += &format!("\n{}\n{}", lookalike(&mut dice), prose(&mut dice, 10));
            }
            assert_eq!(find(text.as_bytes()), [], "file {number}");
        }
    }

    #[test]
    fn an_aws_key_counts_with_its_secret_only() {
        let mut dice = Dice(3);
        let id = format!("AKIA{}", dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
        assert_eq!(find(format!("id = {id}\n{}", dice.text(HEX, 40)).as_bytes()), []);
        let secret = dice.base64(30);
        assert_eq!(find(format!("{id}\nkey: \"{secret}\"\n").as_bytes()), [(1, "AWS secret key")]);
        assert_eq!(find(format!("{id},{secret}").as_bytes()), [(1, "AWS secret key")]);
    }

    #[test]
    fn a_secret_is_found_in_text_and_up_to_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let secret = secrets(&mut Dice(4)).swap_remove(1).1;
        let found = |content: &[u8]| {
            fs::write(&path, content).unwrap();
            scan(&Source::of_file(&path).unwrap()).unwrap().secrets.len()
        };
        assert_eq!(found(secret.as_bytes()), 1);
        assert_eq!(found(format!("{}\n{secret}", "a ".repeat(9000)).as_bytes()), 1);
        assert_eq!(found(format!("\0{secret}").as_bytes()), 0, "it is no text");
        let far = usize::try_from(MOST_BYTES).unwrap();
        assert_eq!(found(format!("{}\n{secret}", "a".repeat(far)).as_bytes()), 0);
        let scanned = scan(&Source::of_file(&path).unwrap()).unwrap();
        assert_eq!(scanned.head.len() as u64, HEAD_BYTES);
    }
}
