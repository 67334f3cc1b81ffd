//! The lower level on its own: acts, pairs that meet, p-values of chance and
//! habit, and Leiden communities of the pairs that pass. `detect` does the same
//! on all traces, and more.
//!
//! ```sh
//! cargo run --release --example kernel
//! ```

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use lockstep::base::safe::visible;
use lockstep::base::time::SECOND;
use lockstep::data::events::{Events, InputConfig, Windows};
use lockstep::data::traces::{Acts, Popular, Posts, Same, TraceKind};
use lockstep::method::cluster::{LeidenConfig, leiden, modularity};
use lockstep::method::coaction::{Ladder, Meetings, Met, Pair, Rare, co_acts, members, repeated_pairs};
use lockstep::method::graph::CoactionGraph;
use lockstep::method::significance::{
    Behaviour, Chance, Crowd, Delays, Habit, Histories, Models, PairTest, Population, WORTH_TESTING, verdict,
};

const MIN_OBJECTS: u32 = 2;
const FDR: f64 = 0.01;

fn main() -> Result<(), Box<dyn Error>> {
    // Rows of the export become acts on links; a post counts once.
    let path = PathBuf::from("notebooks-data/season/posts.csv.gz");
    let wanted = TraceKind::wanted(&[TraceKind::Url]);
    let events = Events::read(&[path], &InputConfig::default(), &wanted)?;
    let acts = Acts::new(&events, TraceKind::Url, Posts::Once, &Same::default()).ok_or("the posts have no links")?;
    let (acts, summary) = acts.without_popular(Some(Popular::default()));
    let accounts = events.accounts.len();
    println!("{} acts of {} accounts on {} links", acts.len(), summary.accounts, summary.objects);

    // Pairs that meet on enough links, and every meeting of theirs.
    let ladder = Ladder::new(&acts, &Windows::default(), Rare::default());
    let pairs = repeated_pairs(&acts, &ladder, MIN_OBJECTS, accounts).pairs;
    let meetings_of_pairs = co_acts(&acts, &ladder, &pairs, accounts);
    println!("{} pairs met on {MIN_OBJECTS} links or more", pairs.len());

    // The null models, read off the data.
    let meetings = Meetings::of(&acts, &ladder);
    let degrees = ladder.degrees(&acts, accounts).into_iter().enumerate();
    let chance = Chance::new(degrees.map(|(rung, degrees)| (degrees, meetings.at(rung))));
    let histories = Histories::new(&acts, &pairs, accounts, &Arc::new(Population::new(Delays::of(&acts), SECOND)));
    let models = Models {
        chance: &chance,
        habit: Behaviour::Habit(Habit { acts: &acts, ladder: &ladder, histories: &histories, clocks: true }),
        crowd: Crowd { acts: &acts, ladder: &ladder, meetings: &meetings, group: None },
        histories: &histories,
        worth_testing: WORTH_TESTING,
    };
    let test =
        |(place, &pair): (usize, &Pair)| models.test(pair, &Met::new(&meetings_of_pairs.of(place, &acts), &ladder));
    let tests: Vec<PairTest> = pairs.iter().enumerate().map(test).collect();

    // The false discovery rate is controlled over all pairs of accounts that act,
    // met or not. With several traces, each would be one more slice of tests.
    let verdict = verdict(&[&tests], pairs.len(), summary.accounts);
    let passing: Vec<usize> = (0..pairs.len()).filter(|&place| verdict.ln_q[place] <= FDR.ln()).collect();
    println!("{} pairs pass at a false discovery rate of {FDR}", passing.len());

    // Communities of the network of passing pairs, weighted by links.
    let edge = |&place: &usize| (pairs[place].a(), pairs[place].b(), f64::from(tests[place].objects));
    let edges: Vec<(u32, u32, f64)> = passing.iter().map(edge).collect();
    let graph = CoactionGraph::from_edges(accounts, &edges)?;
    let partition = leiden(&graph, &LeidenConfig::default());
    println!("modularity {:.3}", modularity(&graph, partition.membership(), LeidenConfig::DEFAULT_RESOLUTION));

    let passed: Vec<Pair> = passing.iter().map(|&place| pairs[place]).collect();
    let is_in_a_pair = members(&passed, accounts);
    for (number, community) in (1..).zip(partition.communities()) {
        // Accounts without a passing pair are communities of their own.
        if community.iter().all(|&account| is_in_a_pair[account as usize]) {
            let name = |&account: &u32| visible(events.accounts.get(account));
            println!("community {number}: {}", community.iter().map(name).collect::<Vec<_>>().join(", "));
        }
    }
    Ok(())
}
