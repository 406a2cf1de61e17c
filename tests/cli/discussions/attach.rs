use super::comments;
use crate::sandbox::Sandbox;

#[test]
fn files_are_stored_before_the_comment_and_shown_in_it() {
    let sandbox = Sandbox::demo();
    for name in ["pic.png", "my pic.jpg", "talk.mp3", "film.mp4"] {
        sandbox.write(name, name);
    }
    let body = "Look: ![a](pic.png) and ![b](<./my pic.jpg>) and ![c](other.png)";
    let command =
        sandbox.command("discussions comment ada/tiny-bert 1").words("--attach pic.png --attach 'my pic.jpg'");
    let command = command.words("--attach talk.mp3 --attach 'film.mp4#The film' --body").argument(body);
    command.run().success();
    let uploads = sandbox.hub().world().read(|state| state.uploads.clone());
    let url = |kind: &str| uploads.iter().find(|(_, (own, _))| own == kind).unwrap().0.clone();
    let expected = format!(
        "Look: ![a]({}) and ![b]({}) and ![c](other.png)\n\n<audio controls src=\"{}\"></audio>\n\n{}",
        url("image/png"),
        url("image/jpeg"),
        url("audio/mpeg"),
        url("video/mp4")
    );
    assert_eq!(comments(&sandbox, 1)[1], expected);
}

#[test]
fn a_file_alone_is_a_comment_and_the_same_file_is_stored_once() {
    let sandbox = Sandbox::demo();
    sandbox.write("a#b.png", "x");
    sandbox.hf("discussions comment ada/tiny-bert 1 --attach 'a#b.png' --attach 'a#b.png'").success();
    let posts = sandbox.hub().requests().into_iter().filter(|request| request.starts_with("POST /uploads")).count();
    assert_eq!(posts, 1);
    assert!(comments(&sandbox, 1)[1].starts_with("![a#b](https://"), "{:?}", comments(&sandbox, 1));
}

#[test]
fn a_file_that_cannot_be_shown_is_refused_before_anything_is_sent() {
    let sandbox = Sandbox::demo();
    sandbox.write("x.txt", "x");
    sandbox.write("pic.png", "x");
    for file in ["x.txt", "none.png"] {
        let words = format!("discussions comment ada/tiny-bert 1 --body x --attach pic.png --attach {file}");
        let output = sandbox.hf(&words);
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.contains(&format!("cannot attach '{file}'")), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}
