//! `--show` and `--draw`: pictures in the terminal, and what was found drawn on a picture.

use std::ffi::OsStr;
use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, Rgba, RgbaImage};

use super::with_files;
use crate::local_hub::world::inference::{GIANT, PICTURE};
use crate::sandbox::{ADA, Sandbox};
use crate::terminal::Terminal;

const CAT: &str = "inference text-to-image 'A cat' -m lab/diffusion --provider hf-inference --show";
const GREY: Rgba<u8> = Rgba([90, 90, 90, 255]);

/// What a terminal gets that says so of itself, after the command has ended well.
fn shown(sandbox: &Sandbox, words: &str, variables: &[(&str, &str)]) -> String {
    let router = format!("{}/_router", sandbox.hub().endpoint());
    let own = [("HF_TOKEN", ADA), ("HF_INFERENCE_ROUTER_ENDPOINT", router.as_str())];
    let all: Vec<(&str, &OsStr)> = own.iter().chain(variables).map(|(name, value)| (*name, value.as_ref())).collect();
    let (status, written) = Terminal::start_with(sandbox, words, (100, 30), &all).end_with_bytes();
    assert_eq!(status, 0, "{written}");
    written
}

/// A sandbox with a grey picture of 64 by 48 pixels.
fn with_street() -> Sandbox {
    let sandbox = with_files();
    RgbaImage::from_pixel(64, 48, GREY).save_with_format(sandbox.work().join("street.png"), ImageFormat::Png).unwrap();
    sandbox
}

fn picture(sandbox: &Sandbox, name: &str) -> RgbaImage {
    image::load_from_memory(&sandbox.read(name)).unwrap().into_rgba8()
}

fn questions(sandbox: &Sandbox) -> usize {
    sandbox.hub().trace().iter().filter(|seen| seen.method == "POST").count()
}

#[test]
fn a_terminal_that_can_shows_the_picture_that_is_saved() {
    let content = STANDARD.encode(PICTURE);
    for (variables, expected) in [
        (&[("TERM", "xterm-kitty")][..], format!("\x1b_Ga=T,f=100,q=2,m=0;{content}\x1b\\")),
        (&[("KITTY_WINDOW_ID", "1")], format!("\x1b_Ga=T,f=100,q=2,m=0;{content}\x1b\\")),
        (&[("TERM_PROGRAM", "iTerm.app")], format!("\x1b]1337;File=inline=1;size={}:{content}\x07", PICTURE.len())),
        (&[("TERM", "foot")], "\x1bP0;1q\"1;1;1;1#".to_owned()),
    ] {
        let sandbox = Sandbox::empty();
        let written = shown(&sandbox, CAT, variables);
        assert!(written.contains(&expected) && written.contains("Saved a-cat.png"), "{variables:?}: {written:?}");
        assert_eq!(sandbox.read("a-cat.png"), PICTURE);
    }
}

#[test]
fn where_no_picture_can_be_shown_all_else_is_as_without_the_flag() {
    for (variables, why) in [
        (&[("TERM", "xterm-256color")][..], "this terminal is not one of those"),
        (&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux")], "tmux does not pass pictures on"),
        (&[("TERM", "screen")], "screen does not pass pictures on"),
    ] {
        let sandbox = Sandbox::empty();
        let written = shown(&sandbox, CAT, variables);
        assert!(written.contains("Warning: the picture is not shown") && written.contains(why), "{written}");
        assert!(!written.contains("1337") && !written.contains("\x1b_G") && !written.contains("\x1bP"), "{written:?}");
        assert_eq!(sandbox.read("a-cat.png"), PICTURE);
    }
    let output = Sandbox::empty().hf(CAT).success();
    assert_eq!(output.bytes, PICTURE);
    assert!(output.stderr.contains("standard output is not a terminal"), "{output}");
}

#[test]
fn programs_and_pipes_cannot_be_shown_pictures() {
    let sandbox = Sandbox::empty();
    for words in ["--json", "-q", "--format json", "-o -", "--jq .path"] {
        let output = sandbox.hf(&format!("{CAT} {words}"));
        assert!(output.code() == Some(2) && output.stderr.contains("--show"), "{words}: {output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_picture_whose_header_lies_is_saved_and_not_shown() {
    let words = CAT.replace("lab/diffusion", "lab/giant");
    for variables in [[("TERM", "xterm-kitty")], [("TERM_PROGRAM", "iTerm.app")], [("TERM", "foot")]] {
        let sandbox = Sandbox::empty();
        let written = shown(&sandbox, &words, &variables);
        assert!(written.contains("it is too large: 100000x100000 pixels"), "{written}");
        assert!(!written.contains("1337") && !written.contains("\x1b_G") && !written.contains("\x1bP"), "{written:?}");
        assert_eq!(sandbox.read("a-cat.png"), GIANT);
    }
}

#[test]
fn masks_are_shown_below_their_table() {
    let sandbox = with_files();
    let words = "inference image-segmentation image.png -m lab/segmenter --show";
    let written = shown(&sandbox, words, &[("TERM", "xterm-kitty")]);
    let (table, mask) = (written.find("sky").unwrap(), written.find("\x1b_Ga=T").unwrap());
    assert!(table < mask, "{written:?}");
}

#[test]
fn boxes_are_drawn_on_a_copy() {
    let sandbox = with_street();
    let before = sandbox.read("street.png");
    for (file, tolerance) in [("boxes.png", 0), ("boxes.jpg", 60)] {
        let words = format!("inference object-detection street.png -m lab/detr --draw {file}");
        let output = sandbox.hf(&words).success();
        assert!(output.stdout.contains("person  0.97    1    2   30   40\n"), "{output}");
        assert!(output.stderr.contains(&format!("Drew what was found on {file}")), "{output}");
        let drawn = picture(&sandbox, file);
        assert_eq!(drawn.dimensions(), (64, 48));
        let near = |at: (u32, u32), Rgba(wanted): Rgba<u8>| {
            drawn.get_pixel(at.0, at.1).0.iter().zip(wanted).all(|(part, wanted)| part.abs_diff(wanted) <= tolerance)
        };
        let line = Rgba([230, 40, 40, 255]);
        assert!(near((1, 39), line) && near((29, 39), line) && near((15, 30), GREY) && near((50, 44), GREY), "{file}");
    }
    assert_eq!(sandbox.read("street.png"), before);
    let output = sandbox.hf("inference object-detection street.png -m lab/detr --draw x.png --json").success();
    assert_eq!(output.json()[0]["label"], "person");
}

#[test]
fn masks_are_laid_over_a_copy() {
    let sandbox = with_street();
    sandbox.hf("inference image-segmentation street.png -m lab/segmenter --draw parts.png").success();
    let drawn = picture(&sandbox, "parts.png");
    assert_eq!(drawn.get_pixel(63, 47), &Rgba([160, 65, 65, 255]));
}

#[test]
fn objects_are_shown_as_they_are_drawn() {
    let sandbox = with_street();
    let words = "inference object-detection street.png -m lab/detr --show";
    let written = shown(&sandbox, words, &[("TERM", "xterm-kitty")]);
    assert!(written.contains("person") && written.contains("\x1b_Ga=T,f=100,q=2,m=0;iVBORw0KGgo"), "{written:?}");
    assert_eq!(fs::read_dir(sandbox.work()).unwrap().count(), 4);
}

#[test]
fn a_picture_from_a_pipe_or_the_web_is_drawn_on_and_fetched_once() {
    let sandbox = with_street();
    let words = "inference object-detection - -m lab/detr --draw piped.png";
    sandbox.command(words).stdin(sandbox.read("street.png")).run().success();
    assert_eq!(picture(&sandbox, "piped.png").dimensions(), (64, 48));
    for words in ["object-detection", "image-segmentation"] {
        let model = if words == "object-detection" { "lab/detr" } else { "lab/cutter" };
        let url = format!("{}/_files/image.png", sandbox.hub().endpoint());
        sandbox.hf(&format!("inference {words} {url} -m {model} --draw web.png")).success();
        assert_eq!(picture(&sandbox, "web.png").dimensions(), (1, 1));
    }
    let posted: Vec<_> = sandbox.hub().trace().into_iter().filter(|seen| seen.method == "POST").collect();
    // The provider that would fetch it itself gets what is drawn on.
    assert!(String::from_utf8_lossy(&posted[2].body).contains(&STANDARD.encode(PICTURE)));
}

#[test]
fn what_cannot_be_drawn_is_refused_before_anything_is_asked() {
    let sandbox = with_street();
    sandbox.write("giant.png", GIANT);
    sandbox.write("moving.gif", "GIF89a");
    sandbox.write("questions.jsonl", "\"street.png\"\n");
    let words = "inference object-detection";
    for (rest, why) in [
        ("street.png --draw out.webp", ".png, .jpg or .jpeg"),
        ("street.png --draw -", ".png, .jpg or .jpeg"),
        ("moving.gif --draw out.png", "it is neither PNG nor JPEG"),
        ("giant.png --draw out.png", "it is too large: 100000x100000 pixels"),
        ("--input-file questions.jsonl --draw out.png", "--input-file"),
        ("--input-file questions.jsonl --show", "--input-file"),
    ] {
        let output = sandbox.hf(&format!("{words} {rest} -m lab/detr"));
        assert!(output.code() == Some(2) && output.stderr.contains(why), "{rest}: {output}");
    }
    assert_eq!(questions(&sandbox), 0);
    assert!(!sandbox.work().join("out.png").exists());
}
