//! Which files of a repo belong together: the variants of its weights, GGUF quantisations or types of safetensors, and
//! how much memory one takes. Pure: knows names, sizes and headers, no Hub.

pub mod memory;
mod name;

use std::collections::{BTreeMap, BTreeSet};

use name::{Kind, Parsed};

use super::size::total;

/// Safetensors whose names have no variant.
pub const DEFAULT: &str = "default";

/// A file of a repo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightFile {
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// The number of the shard, counted from 1, if it is one of several.
    pub shard: Option<u32>,
}

/// Files that make one variant of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Such as `Q4_K_M`, `fp16` or `default`.
    pub name: String,
    pub is_gguf: bool,
    /// The weights, by path.
    pub files: Vec<WeightFile>,
    /// What has to be there as well: indexes, configurations, tokenizers. Nothing for GGUF, which has all of it inside.
    pub beside: Vec<String>,
}

impl Variant {
    /// Bytes of the weights.
    pub fn bytes(&self) -> u64 {
        total(self.files.iter().map(|file| file.size))
    }
}

/// Why no variant can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoVariant {
    #[error("no variant is called '{wanted}': the repo has {}", listed(known))]
    Unknown { wanted: String, known: Vec<String> },
    #[error("'{wanted}' may mean {}: name one of them", listed(known))]
    Ambiguous { wanted: String, known: Vec<String> },
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "no GGUF files and no safetensors".to_owned() } else { names.join(", ") }
}

/// The variants of a repo's weights, GGUF first, by size.
pub fn variants(files: &[(String, u64)]) -> Vec<Variant> {
    let mut gguf: Vec<(&str, u64, Parsed)> = Vec::new();
    let mut tensors: Vec<(&str, u64, Parsed)> = Vec::new();
    let mut beside: Vec<&str> = Vec::new();
    for (path, size) in files {
        match Kind::of(path) {
            // A projector for pictures is no model of its own, and a table of importance no model at all.
            Kind::Gguf(name) if ["mmproj", "imatrix"].iter().any(|word| name.stem.to_lowercase().contains(word)) => {}
            Kind::Gguf(name) => gguf.push((path, *size, name)),
            Kind::Safetensors(name) => tensors.push((path, *size, name)),
            Kind::OtherWeights => {}
            Kind::Beside => beside.push(path),
        }
    }
    let mut all = of_gguf(&gguf);
    all.sort_by_key(Variant::bytes);
    let mut others = of_safetensors(&tensors, &beside);
    others.sort_by_key(Variant::bytes);
    all.extend(others);
    all
}

/// The variant of that name: spelled in any case, or the only one whose name has it as a part.
///
/// # Errors
/// None or several are called so.
pub fn choose<'a>(variants: &'a [Variant], wanted: &str) -> Result<&'a Variant, NoVariant> {
    let wanted_lower = wanted.to_lowercase();
    let is_it = |variant: &&Variant| variant.name.to_lowercase() == wanted_lower;
    let like_it = |variant: &&Variant| variant.name.to_lowercase().contains(&wanted_lower);
    let exact: Vec<&Variant> = variants.iter().filter(is_it).collect();
    let found = if exact.is_empty() { variants.iter().filter(like_it).collect() } else { exact };
    let names = |variants: &mut dyn Iterator<Item = &Variant>| variants.map(|variant| variant.name.clone()).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(NoVariant::Unknown { wanted: wanted.to_owned(), known: names(&mut variants.iter()) }),
        several => Err(NoVariant::Ambiguous { wanted: wanted.to_owned(), known: names(&mut several.iter().copied()) }),
    }
}

fn file((path, size, name): &(&str, u64, Parsed)) -> WeightFile {
    WeightFile { path: (*path).to_owned(), size: *size, shard: name.shard }
}

/// Files of one model in one quantisation. Where a repo has several models, quantisations are called as their files.
fn of_gguf(files: &[(&str, u64, Parsed)]) -> Vec<Variant> {
    let mut groups: BTreeMap<(String, &str), Vec<WeightFile>> = BTreeMap::new();
    for one in files {
        let variant = one.2.variant.clone().unwrap_or_else(|| one.2.stem.clone());
        groups.entry((variant, &one.2.stem)).or_default().push(file(one));
    }
    let count = |name: &str, groups: &BTreeMap<(String, &str), Vec<WeightFile>>| {
        groups.keys().filter(|(other, _)| other == name).count()
    };
    let named = |name: &str, stem: &str| match count(name, &groups) {
        1 => name.to_owned(),
        _ => format!("{stem}-{name}"),
    };
    let variant = |((name, stem), files): (&(String, &str), &Vec<WeightFile>)| Variant {
        name: named(name, stem),
        is_gguf: true,
        files: files.clone(),
        beside: Vec::new(),
    };
    groups.iter().map(variant).collect()
}

/// A variant of every model of the repo, or of those that have it: of the others, what has no variant.
fn of_safetensors(files: &[(&str, u64, Parsed)], beside: &[&str]) -> Vec<Variant> {
    let names: BTreeSet<Option<&str>> = files.iter().map(|(_, _, name)| name.variant.as_deref()).collect();
    let has = |stem: &str, variant: Option<&str>| {
        files.iter().any(|(_, _, name)| name.stem == stem && name.variant.as_deref() == variant && !name.is_index)
    };
    let of = |wanted: Option<&str>| {
        let belongs = |name: &Parsed| {
            let own = name.variant.as_deref();
            own == wanted || (own.is_none() && !has(&name.stem, wanted))
        };
        let (index, weights): (Vec<_>, Vec<_>) =
            files.iter().filter(|(_, _, name)| belongs(name)).partition(|(_, _, name)| name.is_index);
        let mut paths: Vec<String> = beside.iter().map(|path| (*path).to_owned()).collect();
        paths.extend(index.into_iter().map(|(path, _, _)| (*path).to_owned()));
        Variant {
            name: wanted.unwrap_or(DEFAULT).to_owned(),
            is_gguf: false,
            files: weights.into_iter().map(file).collect(),
            beside: paths,
        }
    };
    names.into_iter().map(of).filter(|variant| !variant.files.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{NoVariant, Variant, choose, variants};
    use crate::base::fuzz::{Edit, edited};

    fn of(paths: &[(&str, u64)]) -> Vec<Variant> {
        variants(&paths.iter().map(|(path, size)| ((*path).to_owned(), *size)).collect::<Vec<_>>())
    }

    fn shown(variants: &[Variant]) -> Vec<String> {
        let line = |variant: &Variant| {
            let weights = variant.files.iter().map(|file| file.path.as_str());
            let paths: Vec<&str> = weights.chain(variant.beside.iter().map(String::as_str)).collect();
            format!("{} {}: {}", variant.name, variant.bytes(), paths.join(" "))
        };
        variants.iter().map(line).collect()
    }

    #[test]
    fn quantisations_are_whole_models_with_their_shards() {
        let all = of(&[
            ("README.md", 1),
            ("Q8_0/m-Q8_0-00001-of-00002.gguf", 50),
            ("Q8_0/m-Q8_0-00002-of-00002.gguf", 40),
            ("m-Q4_K_M.gguf", 45),
            ("m-Q4_0.gguf", 40),
            ("mmproj-m-F16.gguf", 5),
        ]);
        assert_eq!(
            shown(&all),
            [
                "Q4_0 40: m-Q4_0.gguf",
                "Q4_K_M 45: m-Q4_K_M.gguf",
                "Q8_0 90: Q8_0/m-Q8_0-00001-of-00002.gguf Q8_0/m-Q8_0-00002-of-00002.gguf"
            ]
        );
        assert_eq!(choose(&all, "q4_k_m").unwrap().name, "Q4_K_M");
        assert_eq!(choose(&all, "Q8").unwrap().name, "Q8_0");
        let several = choose(&all, "Q4").unwrap_err();
        assert_eq!(several.to_string(), "'Q4' may mean Q4_0, Q4_K_M: name one of them");
        assert_eq!(
            choose(&all, "Q2_K").unwrap_err().to_string(),
            "no variant is called 'Q2_K': the repo has Q4_0, Q4_K_M, Q8_0"
        );
        assert!(matches!(choose(&[], "x"), Err(NoVariant::Unknown { .. })));
        let two = of(&[("base-Q4_0.gguf", 1), ("chat-Q4_0.gguf", 1)]);
        assert_eq!(shown(&two), ["base-Q4_0 1: base-Q4_0.gguf", "chat-Q4_0 1: chat-Q4_0.gguf"]);
    }

    #[test]
    fn a_type_of_safetensors_comes_with_what_has_no_variant_and_without_other_weights() {
        let all = of(&[
            ("model_index.json", 1),
            ("unet/m.safetensors", 40),
            ("unet/m.fp16-00001-of-00002.safetensors", 10),
            ("unet/m.fp16-00002-of-00002.safetensors", 10),
            ("unet/m.safetensors.index.fp16.json", 1),
            ("vae/v.safetensors", 4),
            ("vae/v.bin", 4),
        ]);
        assert_eq!(
            shown(&all),
            [
                "fp16 24: unet/m.fp16-00001-of-00002.safetensors unet/m.fp16-00002-of-00002.safetensors vae/v.safetensors \
                 model_index.json unet/m.safetensors.index.fp16.json",
                "default 44: unet/m.safetensors vae/v.safetensors model_index.json",
            ]
        );
    }
    #[test]
    fn any_names_are_sorted_and_every_variant_has_its_files() {
        let names =
            ["Q8_0/m-Q8_0-00001-of-00002.gguf", "m.fp16-00001-of-00002.safetensors", "m.safetensors.index.fp16.json"];
        bolero::check!().with_type::<Vec<(u8, Vec<Edit>)>>().for_each(|files| {
            let path = |(at, edits): &(u8, Vec<Edit>)| {
                let name = names[usize::from(*at) % names.len()].as_bytes();
                (String::from_utf8_lossy(&edited(name, edits)).into_owned(), u64::MAX)
            };
            let files: Vec<(String, u64)> = files.iter().map(path).collect();
            let all = variants(&files);
            assert!(all.iter().all(|variant| !variant.files.is_empty() && !variant.name.is_empty()), "{all:?}");
        });
    }
}
