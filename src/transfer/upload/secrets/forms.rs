//! The forms of secrets: how each begins, and what has to follow. Only forms that nothing else has are here: a prefix that
//! its issuer gives to secrets alone, a fixed length, a checksum where there is one, and text that is drawn and not
//! written.

/// How a kind of secret is known.
pub(super) struct Form {
    /// For people.
    pub kind: &'static str,
    /// One of these is a part of it, mostly the first.
    pub beginnings: &'static [&'static str],
    /// Whether it is one.
    pub judge: fn(Spot<'_>) -> bool,
}

/// Every form, with the beginnings that are looked for.
pub(super) const FORMS: [Form; 22] = [
    Form { kind: "private key", beginnings: &["-----BEGIN "], judge: is_private_key },
    Form { kind: "private key", beginnings: &["AGE-SECRET-KEY-1"], judge: |spot| spot.has(58, is_alphanumeric) },
    Form { kind: "Hugging Face token", beginnings: &["hf_", "api_org_"], judge: |spot| spot.has(34, is_alphanumeric) },
    Form { kind: "Hugging Face token", beginnings: &["hf_oauth_"], judge: |spot| spot.has_least(60, is_dotted) },
    Form {
        kind: "GitHub token",
        beginnings: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        judge: |spot| spot.has_checksum(),
    },
    Form {
        kind: "GitHub token",
        beginnings: &["github_pat_"],
        judge: |spot| spot.has(82, is_word) && spot.run(is_word)[22] == b'_',
    },
    Form { kind: "npm token", beginnings: &["npm_"], judge: |spot| spot.has_checksum() },
    Form { kind: "AWS secret key", beginnings: &["AKIA", "ASIA"], judge: is_aws_pair },
    Form {
        kind: "AWS secret key",
        beginnings: &["aws_secret_access_key", "AWS_SECRET_ACCESS_KEY"],
        judge: is_aws_assignment,
    },
    Form { kind: "OpenAI key", beginnings: &["T3BlbkFJ"], judge: is_openai_key },
    Form {
        kind: "Anthropic key",
        beginnings: &["sk-ant-api03-", "sk-ant-admin01-"],
        judge: |spot| spot.has(95, is_dashed) && spot.run(is_dashed).ends_with(b"AA"),
    },
    Form {
        kind: "Slack token",
        beginnings: &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-1-"],
        judge: is_slack_token,
    },
    Form { kind: "Slack webhook", beginnings: &["hooks.slack.com/services/T"], judge: is_slack_webhook },
    Form { kind: "Google API key", beginnings: &["AIza"], judge: |spot| spot.has(35, is_dashed) },
    Form { kind: "Google client secret", beginnings: &["GOCSPX-"], judge: |spot| spot.has(28, is_dashed) },
    Form {
        kind: "Stripe key",
        beginnings: &["sk_live_", "rk_live_"],
        judge: |spot| spot.has_least(24, is_alphanumeric),
    },
    Form { kind: "GitLab token", beginnings: &["glpat-"], judge: |spot| spot.has_least(20, is_dotted) },
    Form { kind: "PyPI token", beginnings: &["pypi-AgEIcHlwaS5vcmc"], judge: |spot| spot.has_least(50, is_dashed) },
    Form { kind: "SendGrid key", beginnings: &["SG."], judge: is_sendgrid_key },
    Form {
        kind: "DigitalOcean token",
        beginnings: &["dop_v1_", "doo_v1_", "dor_v1_"],
        judge: |spot| spot.has(64, is_hex),
    },
    Form { kind: "Azure storage key", beginnings: &["AccountKey="], judge: is_azure_key },
    Form { kind: "Databricks token", beginnings: &["dapi"], judge: |spot| spot.has(32, is_hex) },
];

/// A beginning that was found in a text.
#[derive(Clone, Copy)]
pub(super) struct Spot<'t> {
    pub text: &'t [u8],
    pub start: usize,
    /// Right behind the beginning.
    pub end: usize,
}

type Letters = fn(u8) -> bool;

impl<'t> Spot<'t> {
    fn rest(self) -> &'t [u8] {
        &self.text[self.end..]
    }

    /// The letters of this kind that follow.
    fn run(self, letters: Letters) -> &'t [u8] {
        let rest = self.rest();
        &rest[..rest.iter().position(|byte| !letters(*byte)).unwrap_or(rest.len())]
    }

    /// Whether it begins a word. The `n` of a written `\n` is no part of one.
    fn begins_word(self) -> bool {
        match self.text[..self.start] {
            [.., b'\\', b'n' | b'r' | b't'] => true,
            [.., before] => !is_word(before),
            [] => true,
        }
    }

    fn has(self, length: usize, letters: Letters) -> bool {
        self.has_least(length, letters) && self.run(letters).len() == length
    }

    fn has_least(self, length: usize, letters: Letters) -> bool {
        let run = self.run(letters);
        run.len() >= length && self.begins_word() && is_drawn(run)
    }

    /// 30 letters and the checksum of them, as tokens of GitHub and npm have.
    fn has_checksum(self) -> bool {
        let run = self.run(is_alphanumeric);
        run.len() == 36 && self.begins_word() && checksum(&run[..30]).as_bytes() == &run[30..]
    }
}

/// The CRC-32 of the text, as six digits to the base of 62.
pub(super) fn checksum(text: &[u8]) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let step = |sum: u32| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
    let sum = !text.iter().fold(!0, |sum: u32, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)));
    let digit = |place: u32| char::from(DIGITS[(sum / 62_u32.pow(place) % 62) as usize]);
    (0..6).rev().map(digit).collect()
}

/// Whether the letters were drawn by a machine: neither one letter again and again nor the alphabet, as in examples.
fn is_drawn(text: &[u8]) -> bool {
    let mut is_met = [false; 256];
    text.iter().for_each(|byte| is_met[usize::from(*byte)] = true);
    let different = is_met.iter().filter(|is_met| **is_met).count();
    let neighbours = text.windows(2).filter(|pair| pair[1] == pair[0] || pair[1] == pair[0].wrapping_add(1)).count();
    let is_example = text.windows(7).any(|part| part.eq_ignore_ascii_case(b"example"));
    different >= (text.len() / 3).clamp(8, 12) && neighbours * 3 < text.len() && !is_example
}

fn is_private_key(spot: Spot<'_>) -> bool {
    const LONGEST_LABEL: usize = 40;
    /// A key of 16,384 bits has 13,000.
    const FARTHEST: usize = 16 * 1024;
    const DASHES: &[u8] = b"-----";
    let Some(end) = spot.rest().windows(DASHES.len()).take(LONGEST_LABEL).position(|part| part == DASHES) else {
        return false;
    };
    let (label, content) = (&spot.rest()[..end], &spot.rest()[end + DASHES.len()..]);
    if !label.ends_with(b"PRIVATE KEY") && !label.ends_with(b"PRIVATE KEY BLOCK") {
        return false;
    }
    let content = &content[..content.len().min(FARTHEST)];
    let end = content.windows(DASHES.len()).position(|part| part == DASHES).unwrap_or(content.len());
    content[..end].split(|byte| !is_base64(*byte)).any(|run| run.len() >= 40 && is_drawn(run))
}

/// The name of an AWS key is public; with the secret near it, it is none.
fn is_aws_pair(spot: Spot<'_>) -> bool {
    const NEAR: usize = 300;
    let has_name = spot.has(16, |byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    let near = &spot.rest()[..spot.rest().len().min(NEAR)];
    has_name && near.split(|byte| !is_aws_letter(*byte)).any(is_aws_secret)
}

fn is_aws_assignment(spot: Spot<'_>) -> bool {
    const LONGEST_SIGN: usize = 8;
    let sign = spot.rest().iter().take(LONGEST_SIGN).take_while(|byte| b" \t\"':=>\\".contains(byte)).count();
    let value = Spot { end: spot.end + sign, ..spot };
    sign > 0 && is_aws_secret(value.run(is_aws_letter))
}

fn is_aws_secret(run: &[u8]) -> bool {
    let has = |of: fn(&u8) -> bool| run.iter().any(of);
    let is_mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit);
    run.len() == 40 && is_mixed && is_drawn(run)
}

/// The beginning is the middle: `sk-`, letters, the mark of the issuer, letters.
fn is_openai_key(spot: Spot<'_>) -> bool {
    let before = spot.text[..spot.start].iter().rev().take_while(|byte| is_dashed(**byte)).count();
    let start = spot.start - before;
    let is_escape = spot.text[..start].ends_with(b"\\");
    let head = spot.text[start + usize::from(is_escape)..spot.start].strip_prefix(b"sk-");
    let after = spot.run(is_dashed);
    head.is_some_and(|head| head.len() >= 20 && is_drawn(head)) && after.len() >= 20 && is_drawn(after)
}

fn is_slack_token(spot: Spot<'_>) -> bool {
    let parts: Vec<&[u8]> = spot.run(is_dashed).split(|byte| *byte == b'-').collect();
    let [first, .., last] = parts[..] else { return false };
    spot.begins_word() && first.len() >= 9 && last.len() >= 24 && is_drawn(last)
}

fn is_slack_webhook(spot: Spot<'_>) -> bool {
    let run = spot.run(|byte| is_alphanumeric(byte) || byte == b'/');
    let parts: Vec<&[u8]> = run.split(|byte| *byte == b'/').collect();
    matches!(parts[..], [team, app, secret] if team.len() >= 7 && app.len() >= 8 && secret.len() == 24 && is_drawn(secret))
}

fn is_sendgrid_key(spot: Spot<'_>) -> bool {
    let parts: Vec<&[u8]> = spot.run(is_dotted).split(|byte| *byte == b'.').collect();
    let has_form =
        matches!(parts[..], [name, secret, ..] if name.len() == 22 && secret.len() == 43 && is_drawn(secret));
    has_form && spot.begins_word()
}

fn is_azure_key(spot: Spot<'_>) -> bool {
    let run = spot.run(is_base64);
    run.len() == 88 && run.ends_with(b"==") && is_drawn(run)
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_dashed(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}

fn is_dotted(byte: u8) -> bool {
    is_dashed(byte) || byte == b'.'
}

fn is_base64(byte: u8) -> bool {
    is_aws_letter(byte) || byte == b'='
}

fn is_aws_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn a_checksum_has_six_digits() {
        // `python3 -c 'import zlib; print(zlib.crc32(b"123456789"))'` is 3421780262.
        assert_eq!(checksum(b"123456789"), "3jZRME");
        assert_eq!(checksum(b""), "000000");
    }
}
