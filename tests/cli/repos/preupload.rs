use crate::sandbox::Sandbox;

#[test]
fn shards_are_sent_one_by_one_and_committed_at_the_end() {
    let sandbox = Sandbox::demo();
    let mut ops = String::new();
    for number in 0..3 {
        let shard = sandbox.write("shard.bin", format!("shard {number}"));
        let words = format!("repos preupload datasets/ada/planets shard.bin:shards/{number}.bin --json");
        ops += &sandbox.hf(&words).success().stdout;
        std::fs::remove_file(shard).unwrap();
    }
    assert_eq!(ops.lines().count(), 3);
    assert!(ops.starts_with(r#"{"op":"add","path":"shards/0.bin","oid":""#), "{ops}");
    let uploads = |sandbox: &Sandbox| sandbox.hub().requests().iter().filter(|line| line.contains("/uploads/")).count();
    assert_eq!(uploads(&sandbox), 3);
    sandbox.write("ops", &ops);
    sandbox.hf("repos commit datasets/ada/planets --ops ops -m 'Commit all shards'").success();
    assert_eq!(uploads(&sandbox), 3);
    sandbox.hf("download datasets/ada/planets shards/ --local-dir got").success();
    assert_eq!(sandbox.read("got/shards/2.bin"), b"shard 2");
}

#[test]
fn quiet_prints_the_hash_and_what_the_repo_has_is_not_sent_again() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert model.safetensors --local-dir .").success();
    sandbox.hub().forget();
    let output = sandbox.hf("repos preupload ada/tiny-bert model.safetensors --quiet").success();
    assert_eq!(output.stdout.trim().len(), 64, "{output}");
    let requests = sandbox.hub().requests();
    assert!(requests.iter().all(|line| !line.contains("/uploads/") && !line.contains("/commit/")), "{requests:?}");
}

#[test]
fn a_small_file_belongs_into_the_commit() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    sandbox.write("b.bin", "b");
    let output = sandbox.hf("repos preupload ada/tiny-bert b.bin a.txt");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
    let says = "Error: the Hub takes 'a.txt' only within a commit\nHint: add it with `hf repos commit --add`\n";
    assert!(output.stderr.ends_with(says), "{output}");
    assert_eq!(sandbox.hf("repos preupload ada/tiny-bert -:x.bin").code(), Some(2));
    assert_eq!(sandbox.hf("repos preupload ada/none b.bin").code(), Some(3));
}
