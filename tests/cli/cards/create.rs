use crate::sandbox::Sandbox;

#[test]
fn a_card_is_made_of_the_built_in_template() {
    let sandbox = Sandbox::demo();
    let words = "cards create --set license=mit --set 'language=[en, fr]' --var model_id=tiny --set tags+=a";
    let card = sandbox.hf(words).success().stdout;
    assert!(card.starts_with("---\nlanguage:\n- en\n- fr\nlicense: mit\ntags:\n- a\n---\n\n# tiny\n"), "{card}");
    assert!(card.contains("**License:** mit") && card.contains("['en', 'fr']"), "{card}");
    let card = sandbox.hf("cards create --type dataset --set 'pretty_name=My data' -q").success().stdout;
    assert!(card.contains("# My data\n"), "{card}");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_template_or_a_text_of_ones_own_is_taken() {
    let sandbox = Sandbox::demo();
    sandbox
        .write("card.jinja", "---\n{{ card_data }}\n---\nBy {{ author }}, {{ license }}{% if x %}, {{ x }}{% endif %}");
    sandbox.write("vars.yaml", "author: Bob\nx: [1, two]\n");
    let words = "cards create --template card.jinja --vars vars.yaml --var author=Ada --set license=mit -o README.md";
    sandbox.hf(words).success();
    assert_eq!(sandbox.read("README.md"), b"---\nlicense: mit\n---\nBy Ada, mit, [1, 'two']");
    assert_eq!(sandbox.hf(words).code(), Some(1));
    sandbox.hf(&format!("{words} --force")).success();
    let output = sandbox.command("cards create --text - --set license=mit").stdin("# Mine\n").run().success();
    assert_eq!(output.stdout, "---\nlicense: mit\n---\n# Mine\n");
    sandbox.write("bad.jinja", "{{ open");
    let output = sandbox.hf("cards create --template bad.jinja");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: the template cannot be rendered"), "{output}");
}
