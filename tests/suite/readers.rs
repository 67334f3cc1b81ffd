//! Readers survive whatever bytes they are given: the targets of `fuzz/`, driven by
//! mutations of the repository's own files.
//!
//! `LOCKSTEP_MUTATIONS` sets how many each target gets; a campaign has 100,000. What
//! ends a reader is kept beside the build, and its name is told.

use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;

#[path = "../../fuzz/targets/lib.rs"]
mod targets;

/// Mutations where nobody asks for more.
const USUALLY: usize = 300;

/// Bytes of a file that are mutated: what breaks a reader is short.
const LONGEST: usize = 24 << 10;

/// No input of that size may take longer.
const SLOWEST: Duration = Duration::from_secs(10);

/// What readers look for.
const TOKENS: [&[u8]; 24] = [
    b"\"",
    b"\"\"",
    b"\n",
    b"\r\n",
    b",",
    b";",
    b"\t",
    b"\0",
    b"[",
    b"]",
    b"{",
    b"}",
    b":",
    b"\\",
    b"null",
    b"\xff",
    b"\xef\xbb\xbf",
    b"99999999999999999999",
    b"-1",
    b"=",
    b"->",
    b"%Y",
    b"\xe2\x80\xae",
    b"]]",
];

/// The files, and those in folders, that a target begins with.
fn seeds(places: &[&str]) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for place in places.iter().map(|place| targets::root().join(place)) {
        let mut files = match std::fs::read_dir(&place) {
            Ok(files) => files.map(|file| file.expect("a file").path()).filter(|path| path.is_file()).collect(),
            Err(_) => vec![place],
        };
        files.sort();
        seeds.extend(files.iter().map(|file| std::fs::read(file).expect("a seed")));
    }
    seeds
}

/// Some bytes of a seed, changed in a few places.
fn mutated(seeds: &[Vec<u8>], random: &mut Pcg64) -> Vec<u8> {
    let seed = &seeds[random.random_range(0..seeds.len())];
    let start = if random.random_ratio(1, 8) { random.random_range(0..=seed.len()) } else { 0 };
    let mut bytes = seed[start..seed.len().min(start + LONGEST)].to_vec();
    // A file whose end tells what is in it stays whole mostly.
    if seed.len() > LONGEST && seed.starts_with(b"PAR1") {
        bytes.clone_from(seed);
    }
    for _ in 0..random.random_range(1..6) {
        let (from, to) = (random.random_range(0..=bytes.len()), random.random_range(0..=bytes.len()));
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 64));
        match random.random_range(0..7) {
            0 if from < bytes.len() => bytes[from] = random.next_u32() as u8,
            1 if from < bytes.len() => bytes[from] ^= 1 << random.random_range(0..8),
            2 => drop(bytes.drain(from..to)),
            3 => {
                let piece = bytes[from..to].repeat(random.random_range(1..20));
                bytes.splice(to..to, piece);
            }
            4 => bytes.truncate(to),
            5 => {
                let other = &seeds[random.random_range(0..seeds.len())];
                let at = random.random_range(0..=other.len());
                bytes.splice(from..to, other[at..other.len().min(at + 64)].iter().copied());
            }
            _ => {
                let token = TOKENS[random.random_range(0..TOKENS.len())].repeat(random.random_range(1..4));
                bytes.splice(from..from, token);
            }
        }
    }
    bytes
}

fn drive(name: &str) {
    let &(_, target, places) = targets::ALL.iter().find(|(known, ..)| *known == name).expect("a target");
    let runs = std::env::var("LOCKSTEP_MUTATIONS").map_or(USUALLY, |runs| runs.parse().expect("a number"));
    let (seeds, mut random) = (seeds(places), Pcg64::seed_from_u64(runs as u64));
    for number in 0..runs {
        let bytes =
            if number < seeds.len().min(runs / 4) { seeds[number].clone() } else { mutated(&seeds, &mut random) };
        let begun = Instant::now();
        let survived = catch_unwind(|| target(&bytes)).is_ok();
        if !survived || begun.elapsed() > SLOWEST {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{number}"));
            std::fs::write(&kept, &bytes).expect("the input is kept");
            let what = if survived { "takes too long" } else { "panics" };
            panic!("{name} {what}: {} holds the input", kept.display());
        }
    }
}

#[test]
fn every_target_is_driven_here_and_by_the_fuzzer() {
    let manifest = std::fs::read_to_string(targets::root().join("fuzz/Cargo.toml")).expect("the manifest");
    let here = include_str!("readers.rs");
    for (name, ..) in targets::ALL {
        assert!(manifest.contains(&format!("name = \"{name}\"\npath = \"targets/{name}.rs\"")), "{name}: the manifest");
        let program = std::fs::read_to_string(targets::root().join(format!("fuzz/targets/{name}.rs"))).expect(name);
        assert!(program.contains(&format!("lockstep_fuzz::{name}(bytes)")), "{name}: the program");
        assert!(here.contains(&format!("(\"{name}\")")), "{name}: a test here");
    }
}

macro_rules! survives {
    ($($test:ident($name:literal))*) => {
        $(#[test]
        fn $test() {
            drive($name);
        })*
    };
}

survives! {
    no_table_ends_its_reader("table")
    no_json_ends_its_reader("json")
    no_parquet_file_ends_its_reader("parquet")
    no_packed_file_ends_its_reader("packed")
    no_workbook_ends_its_reader("workbook")
    no_cell_ends_its_reader("cells")
    no_encoding_ends_its_reader("encodings")
    no_path_ends_its_reader("paths")
    no_time_ends_its_reader("times")
    no_link_ends_its_normal_form("links")
    no_text_ends_its_normal_form("texts")
    no_name_ends_its_pseudonyms("pseudonyms")
    no_finished_run_ends_its_reader("run")
    no_registry_ends_its_reader("registry")
    no_list_of_operations_ends_its_reader("operations")
    no_configuration_ends_its_reader("config")
}
