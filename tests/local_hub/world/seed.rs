//! The demo world: two people, an organisation, one repository of each kind and the odd cases that clients stumble on.
//! Times, authors and bytes are fixed, so every hash is the same in every demo world.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::accounts::{Account, Role};
use super::buckets::Bucket;
use super::collections::Collection;
use super::commits::Note;
use super::discussions::{Author, Opening};
use super::kinds::Kind;
use super::repos::{Record, Repo};
use super::{Moved, World, timestamp};

/// 2025-10-01T12:00:00Z; the seed's commits are hours after it.
const SEED_START: i64 = 1_759_320_000;

/// What the Hub puts into every new repository.
pub const GITATTRIBUTES: &str = "*.bin filter=lfs diff=lfs merge=lfs -text
*.gguf filter=lfs diff=lfs merge=lfs -text
*.gz filter=lfs diff=lfs merge=lfs -text
*.h5 filter=lfs diff=lfs merge=lfs -text
*.npz filter=lfs diff=lfs merge=lfs -text
*.onnx filter=lfs diff=lfs merge=lfs -text
*.parquet filter=lfs diff=lfs merge=lfs -text
*.pt filter=lfs diff=lfs merge=lfs -text
*.safetensors filter=lfs diff=lfs merge=lfs -text
*.tar filter=lfs diff=lfs merge=lfs -text
*.zip filter=lfs diff=lfs merge=lfs -text
";

type Files<'a> = BTreeMap<&'a str, &'a [u8]>;

/// Accounts and tokens: every world has them.
pub fn accounts(world: &World) {
    world.seed_github();
    world.add_account(Account::person("ada", "Ada Example"));
    world.add_account(Account::person("bob", "Bob Example"));
    world.add_account(Account::organisation("demo-org", "Demo Organisation", &[("ada", "admin")]));
    for (owner, name, role) in [
        ("ada", "write", Role::Write),
        ("ada", "read", Role::Read),
        ("ada", "fine", Role::FineGrained),
        ("bob", "write", Role::Write),
        ("bob", "read", Role::Read),
    ] {
        world.add_token(owner, name, role);
    }
}

/// The demo repositories.
pub fn demo(world: &World) {
    tiny_bert(world);
    planets(world);
    hello_and_kernel(world);
    without_namespace(world);
    odd_names(world);
    guarded(world);
    liked(world);
    buckets(world);
    world.seed_papers();
}

/// Two buckets, with names that share a beginning.
fn buckets(world: &World) {
    let bucket = |private| Bucket::new(private, timestamp(hours(33)));
    world.update(|state| {
        state.buckets.all.insert("ada/scratch".to_owned(), bucket(false));
        state.buckets.all.insert("ada/vault".to_owned(), bucket(true));
    });
    for (at, (id, path, content)) in [
        ("ada/scratch", "README.md", "# Scratch\n"),
        ("ada/scratch", "empty.txt", ""),
        ("ada/scratch", "logs/2026/a.log", "line one\n"),
        ("ada/scratch", "logs/2026/b.log", "line two\n"),
        ("ada/scratch", "logs.txt", "shares the beginning\n"),
        ("ada/scratch", "odd names/caf\u{e9} #1.txt", "caf\u{e9}\n"),
        ("ada/vault", "keys.txt", "k\n"),
    ]
    .into_iter()
    .enumerate()
    {
        world.put_in_bucket(id, path, content.as_bytes(), (hours(34) + at as i64) * 1000);
    }
}

/// Three collections and who follows whom.
fn liked(world: &World) {
    let mut things = Collection::new("ada", "Tiny things", hours(30));
    things.description = Some("All that is small".to_owned());
    things.upvotes = 5;
    things.add("model", "ada/tiny-bert", Some("The best"));
    things.add("dataset", "ada/planets", None);
    things.add("paper", "2512.00001", None);
    let mut picks = Collection::new("demo-org", "Demo picks", hours(31));
    picks.upvotes = 9;
    let mut notes = Collection::new("ada", "Private notes", hours(32));
    notes.private = true;
    [things, picks, notes].into_iter().for_each(|collection| world.add_collection(collection));
    let follows = [("bob", "ada"), ("bob", "demo-org"), ("ada", "demo-org")];
    world.update(|state| state.follows = follows.map(|(from, to)| (from.to_owned(), to.to_owned())).to_vec());
}

fn hours(count: i64) -> i64 {
    SEED_START + count * 3600
}

fn new_repo(world: &World, kind: Kind, id: &str, hour: i64) -> Repo {
    let author = if id.starts_with("bob/") { "bob" } else { "ada" };
    let mut record = Record::new(kind, id, hours(hour));
    record.sdk = (kind == Kind::Space).then(|| "static".to_owned());
    world.create_repo(record, author, &[(".gitattributes", GITATTRIBUTES.as_bytes())])
}

fn commit(world: &World, repo: &Repo, note: (&str, &str, i64), files: &Files<'_>) {
    let (branch, summary, hour) = note;
    let author = repo.record.namespace();
    let author = if author == "bob" { "bob" } else { "ada" };
    world.commit_files(repo, branch, &Note { author, summary, description: "", when: hours(hour) }, files);
}

fn tiny_bert(world: &World) {
    let repo = new_repo(world, Kind::Model, "ada/tiny-bert", 0);
    let weights = safetensors(&[("embeddings.word", &[64, 32]), ("encoder.dense", &[32, 32]), ("pooler", &[32])]);
    let config = br#"{"architectures": ["BertModel"], "hidden_size": 32, "model_type": "bert", "vocab_size": 64}
"#;
    let vocabulary = vocabulary();
    let first: Files<'_> = [
        ("README.md", README_DRAFT.as_bytes()),
        ("config.json", config.as_slice()),
        ("tokenizer_config.json", b"{\"do_lower_case\": true, \"tokenizer_class\": \"BertTokenizer\"}\n"),
        ("vocab.txt", vocabulary.as_bytes()),
    ]
    .into();
    commit(world, &repo, ("main", "Add config and tokenizer", 1), &first);
    let second: Files<'_> = [("model.safetensors", weights.as_slice())].into();
    commit(world, &repo, ("main", "Add weights", 2), &second);
    let note = Note { author: "ada", summary: "First release", description: "", when: hours(3) };
    repo.tag("v1.0", repo.head(), &note);
    commit(world, &repo, ("main", "Describe the model", 4), &[("README.md", README.as_bytes())].into());
    repo.set_reference("refs/heads/experiment", repo.head());
    let deeper = br#"{"architectures": ["BertModel"], "hidden_size": 64, "model_type": "bert", "vocab_size": 64}
"#;
    commit(world, &repo, ("experiment", "Try a wider model", 5), &[("config.json", deeper.as_slice())].into());
    let by = Author { name: "bob".to_owned(), fullname: "Bob Example".to_owned(), when: hours(6) };
    let opening = Opening { title: "Add a licence", text: "It has none in its folder.", base: Some(repo.head()) };
    world.open_discussion(Kind::Model, "ada/tiny-bert", &by, &opening);
    let note = Note { author: "bob", summary: "Add a licence", description: "", when: hours(7) };
    let licence: Files<'_> = [("LICENSE", b"Do as you like.\n".as_slice())].into();
    let oid = world.commit_files(&repo, "refs/pr/1", &note, &licence);
    world.note_commit(&repo, "refs/pr/1", oid, &Author { when: hours(7), ..by });
    world.change_repo(Kind::Model, "ada/tiny-bert", |record| (record.downloads, record.likes) = (1234, 5));
    moved(world, "ada/old-bert", "ada/tiny-bert");
}

fn planets(world: &World) {
    let repo = new_repo(world, Kind::Dataset, "ada/planets", 8);
    let mut parquet = b"PAR1".to_vec();
    parquet.extend(noise(40_000));
    parquet.extend(b"PAR1");
    let files: Files<'_> = [
        ("README.md", PLANETS_README.as_bytes()),
        ("data/inner/planets.csv", b"name,moons\nMercury,0\nVenus,0\nEarth,1\nMars,2\n"),
        ("data/outer/planets.csv", b"name,moons\nJupiter,97\nSaturn,274\nUranus,28\nNeptune,16\n"),
        ("data/outer/notes/pluto.txt", b"A dwarf planet since 2006.\n"),
        ("parquet/train.parquet", parquet.as_slice()),
    ]
    .into();
    commit(world, &repo, ("main", "Add the planets", 9), &files);
    world.change_repo(Kind::Dataset, "ada/planets", |record| record.downloads = 77);
}

fn hello_and_kernel(world: &World) {
    let repo = new_repo(world, Kind::Space, "ada/hello", 10);
    let readme: &[u8] = b"---\ntitle: Hello\nsdk: static\n---\n";
    let files: Files<'_> = [("README.md", readme), ("index.html", b"<p>Hello</p>\n")].into();
    commit(world, &repo, ("main", "Say hello", 11), &files);
    let repo = new_repo(world, Kind::Kernel, "demo-org/relu", 12);
    let files: Files<'_> = [
        ("build.toml", b"[general]\nname = \"relu\"\n".as_slice()),
        ("build/torch-universal/relu/__init__.py", b"def relu(x):\n    return x.clamp(min=0)\n"),
    ]
    .into();
    commit(world, &repo, ("main", "Add the kernel", 13), &files);
}

fn without_namespace(world: &World) {
    let repo = new_repo(world, Kind::Model, "tiny-gpt", 22);
    commit(
        world,
        &repo,
        ("main", "Add the config", 23),
        &[("config.json", b"{\"model_type\": \"gpt2\"}\n".as_slice())].into(),
    );
    moved(world, "tiny-roberta", "ada/tiny-bert");
}

fn moved(world: &World, from: &str, to: &str) {
    let moved = Moved { kind: Kind::Model, from: from.to_owned(), to: to.to_owned() };
    world.update(|state| state.moved.push(moved));
}

fn odd_names(world: &World) {
    let repo = new_repo(world, Kind::Model, "ada/odd-names", 14);
    let files: Files<'_> = [
        ("a b#c?.txt", b"space, hash and question mark\n".as_slice()),
        ("percent%20name.txt", b"a percent sign that is no escape\n"),
        ("plus+and&.txt", b"plus and ampersand\n"),
        ("[brackets] {braces}.txt", b"characters of patterns\n"),
        ("ünïcödé/日本語.txt", "Unicode\n".as_bytes()),
        ("empty.txt", b""),
        ("folder/.hidden", b"dot\n"),
        ("weights [v1].bin", b"a large file with an odd name\n"),
    ]
    .into();
    commit(world, &repo, ("main", "Add odd names", 15), &files);
}

fn guarded(world: &World) {
    for (id, hour) in [("bob/gated-bert", 16), ("ada/private-bert", 18), ("bob/secret-bert", 20)] {
        let repo = new_repo(world, Kind::Model, id, hour);
        let weights = safetensors(&[("weight", &[8, 8])]);
        let files: Files<'_> =
            [("config.json", b"{\"model_type\": \"bert\"}\n".as_slice()), ("model.safetensors", &weights)].into();
        commit(world, &repo, ("main", "Add the model", hour + 1), &files);
    }
    world.change_repo(Kind::Model, "bob/gated-bert", |record| record.gated = json!("manual"));
    for id in ["ada/private-bert", "bob/secret-bert"] {
        world.change_repo(Kind::Model, id, |record| "private".clone_into(&mut record.visibility));
    }
}

/// A real safetensors file: header length, header, little-endian `F32` values.
pub fn safetensors(tensors: &[(&str, &[usize])]) -> Vec<u8> {
    let mut header = serde_json::Map::new();
    header.insert("__metadata__".to_owned(), json!({"format": "pt"}));
    let mut end = 0;
    for (name, shape) in tensors {
        let start = end;
        end += shape.iter().product::<usize>() * 4;
        let about = json!({"dtype": "F32", "shape": shape, "data_offsets": [start, end]});
        header.insert((*name).to_owned(), about);
    }
    let mut text = Value::from(header).to_string();
    text.push_str(&" ".repeat(text.len().next_multiple_of(8) - text.len()));
    let mut file = (text.len() as u64).to_le_bytes().to_vec();
    file.extend(text.bytes());
    file.extend((0..end / 4).flat_map(|at| ((at % 251) as f32 / 251.0 - 0.5).to_le_bytes()));
    file
}

/// Bytes that do not compress and are the same every time.
pub fn noise(count: usize) -> Vec<u8> {
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed.to_le_bytes()
    };
    let mut bytes: Vec<u8> = std::iter::repeat_with(next).take(count.div_ceil(8)).flatten().collect();
    bytes.truncate(count);
    bytes
}

fn vocabulary() -> String {
    let words = (0..59).map(|number| format!("word{number}"));
    let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].map(str::to_owned);
    special.into_iter().chain(words).map(|word| word + "\n").collect()
}

const README_DRAFT: &str = "---\nlicense: apache-2.0\n---\n\n# Tiny BERT\n";

const README: &str = "---
license: apache-2.0
language:
- en
library_name: transformers
pipeline_tag: fill-mask
tags:
- demo
datasets:
- ada/planets
---

# Tiny BERT

A model that is too small to know anything.
";

const PLANETS_README: &str = "---
license: cc0-1.0
language: en
tags:
- demo
size_categories:
- n<1K
---

# Planets
";
