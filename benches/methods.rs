//! The table of `docs/methods.md`: our list beside every published method, by
//! style of campaign, on simulated worlds with and without publication times.
//! `cargo bench --bench methods > docs/methods.md` makes it again.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark cannot go on without its data")]

use lockstep::base::memory::Resources;
use lockstep::detect::config::Config;
use lockstep::lab::evaluate::{Comparison, Evaluation, Labels, Method, compare};
use lockstep::lab::simulate::{WorldConfig, simulate, write_posts, write_truth};

/// Worlds of each kind; the figures are means over them.
const SEEDS: std::ops::RangeInclusive<u64> = 101..=105;

/// A kind of world.
struct Kind {
    name: &'static str,
    /// What is in it.
    content: &'static str,
    world: fn() -> WorldConfig,
}

const KINDS: [Kind; 2] = [
    Kind {
        name: "The season",
        content: "eleven styles of campaign, fans, sister pages, schedulers, hyperactive accounts and breaking news",
        world: WorldConfig::season,
    },
    Kind {
        name: "The trials",
        content: "the same, and rings on links of their own, relays, drips, pauses, disposable accounts, operations \
                  without synchrony; feed bots, readers of a daily mail, fans of live events, raids, agencies' copy, owners of \
                  several accounts, communities of one interest",
        world: WorldConfig::trials,
    },
];

fn main() {
    println!("# Our list beside the published methods\n");
    println!(
        "Made by `cargo bench --bench methods > docs/methods.md` and `python benches/worlds/table.py --lockstep \
         target/release/lockstep >> docs/methods.md`: figures over {} simulated worlds of each kind. A world is made by the \
         developers of one of the methods: judge the methods on labelled data of your own, too, with `lockstep evaluate \
         --methods all`. Methods rank accounts, and list them, as that command says below its table. What real data gave is \
         in [benches/real](../benches/real/README.md).\n",
        SEEDS.count()
    );
    for Kind { name, content, world } in KINDS {
        for publication_times in [true, false] {
            let known = if publication_times { "known" } else { "not known" };
            println!("## {name}, publication times {known}\n\nIn it: {content}.\n");
            let config = |seed| WorldConfig { seed, publication_times, ..world() };
            let comparisons: Vec<Comparison> = SEEDS.map(|seed| compared(&config(seed))).collect();
            lists(&comparisons);
            styles(&comparisons);
        }
    }
}

fn compared(config: &WorldConfig) -> Comparison {
    let world = simulate(config).expect("a world");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (posts, truth) = (folder.path().join("posts.csv"), folder.path().join("truth.csv"));
    write_posts(&world, std::fs::File::create(&posts).expect("a file")).expect("the folder takes it");
    write_truth(&world, std::fs::File::create(&truth).expect("a file")).expect("the folder takes it");
    let labels = Labels::read(&truth).expect("labels");
    compare(&[posts.into()], &Config::default(), &Method::ALL, &labels, &Resources::default(), &|_| {})
        .expect("the methods run")
}

fn lists(comparisons: &[Comparison]) {
    println!("| method | average precision | ROC AUC | accounts listed | precision | recall |");
    println!("|---|---|---|---|---|---|");
    for (place, method) in comparisons[0].methods.iter().enumerate() {
        let mean = |of: &dyn Fn(&Evaluation) -> Option<f64>| mean(comparisons, place, of);
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            method.method,
            mean(&|e| e.average_precision),
            mean(&|e| e.roc_auc),
            mean(&|e| Some(e.accounts.listed as f64)).trim_end_matches(".000"),
            mean(&|e| e.precision),
            mean(&|e| e.recall),
        );
    }
    println!();
}

fn styles(comparisons: &[Comparison]) {
    let names: Vec<&str> =
        comparisons[0].methods[0].evaluation.styles.iter().map(|style| style.style.as_str()).collect();
    println!("Average precision of each style's accounts against all innocent ones (and the recall of our list):\n");
    print!("| style |");
    comparisons[0].methods.iter().for_each(|method| print!(" {} |", method.method));
    println!(" recall |");
    println!("|---|{}---|", "---|".repeat(comparisons[0].methods.len()));
    for (number, name) in names.iter().enumerate() {
        print!("| {name} |");
        for place in 0..comparisons[0].methods.len() {
            print!(" {} |", mean(comparisons, place, &|e| e.styles[number].average_precision));
        }
        println!(" {} |", mean(comparisons, 0, &|e| e.styles[number].recall));
    }
    println!();
}

/// The mean over worlds; a dash where no world has a value.
fn mean(comparisons: &[Comparison], place: usize, of: &dyn Fn(&Evaluation) -> Option<f64>) -> String {
    let values: Vec<f64> = comparisons.iter().filter_map(|c| of(&c.methods[place].evaluation)).collect();
    if values.is_empty() {
        "–".to_owned()
    } else {
        format!("{:.3}", values.iter().sum::<f64>() / values.len() as f64)
    }
}
