//! What is said of a network: who leads, how stable it is, what it hangs on.

use std::collections::HashMap;
use std::fmt::Write;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::support::{arg, file, folder, succeed, table};

type Row = HashMap<String, String>;

/// A small world of twenty days: sixty accounts that share each what they
/// like, four of which (`m0` to `m3`) also share `together` objects within
/// half a minute of each other, on `days` days; the first of them `ahead`
/// seconds before the others.
fn networks(together: usize, days: u32, ahead: i64) -> (Vec<Row>, Vec<Row>) {
    const START: i64 = 1_700_006_400;
    let mut rng = Pcg64Mcg::seed_from_u64(5);
    let mut csv = String::from("object_id,account_id,timestamp_share,object_created\n");
    let created: Vec<i64> = (0..150).map(|_| START + rng.random_range(0..20 * 86_400)).collect();
    let mut share = |object: String, account: String, time: i64, created: i64| {
        _ = writeln!(csv, "{object},{account},{time},{created}");
    };
    for account in 0..60 {
        let name = if account < 4 { format!("m{account}") } else { format!("a{account}") };
        for _ in 0..30 {
            let object = rng.random_range(0..created.len());
            let time = created[object] + rng.random_range(60..5 * 86_400);
            share(format!("o{object}"), name.clone(), time, created[object]);
        }
    }
    for number in 0..together {
        let moment = START + i64::from(rng.random_range(0..days)) * 86_400 + rng.random_range(0..86_000);
        let first_seen = moment - rng.random_range(3_600..80_000);
        for member in 0..4 {
            let late = if member == 0 { 0 } else { ahead + rng.random_range(0..20) };
            share(format!("x{number}"), format!("m{member}"), moment + late, first_seen);
        }
    }
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", arg(&file(&place, "shares.csv", csv)), "--out", arg(&out)]);
    let read = |name: &str| table(&std::fs::read_to_string(out.join(name)).expect("a table"));
    (read("networks.csv"), read("candidates.csv"))
}

fn stability(days: u32) -> f64 {
    let (networks, _) = networks(16, days, 0);
    assert_eq!(networks.len(), 1);
    networks[0]["stability"].parse().expect("a share")
}

#[test]
fn what_happened_on_one_day_comes_back_half_of_the_time_at_best() {
    let (one, many) = (stability(1), stability(20));
    assert!((0.3..=0.7).contains(&one), "{one}");
    assert!(many > 0.9, "{many}");
}

#[test]
fn the_one_who_always_acts_first_is_the_leader() {
    let (networks, candidates) = networks(16, 20, 5);
    let position: HashMap<&str, &str> =
        candidates.iter().map(|row| (row["account_id"].as_str(), row["position"].as_str())).collect();
    assert_eq!(position["m0"], "leader");
    assert!(["m1", "m2", "m3"].iter().all(|member| position[member] != "leader"), "{position:?}");
    assert_eq!(networks[0]["leaders"], "1");
    let leader = candidates.iter().find(|row| row["account_id"] == "m0").expect("the leader");
    assert_eq!((&*leader["leads"], &*leader["follows"]), ("16", "0"));
}

/// The least evidence that makes a network is lost with any of its objects;
/// twice as much is not.
#[test]
fn a_network_of_just_enough_objects_hangs_on_one() {
    let least = (2..16).find(|&together| !networks(together, 20, 0).0.is_empty()).expect("some number is enough");
    assert_eq!(networks(least, 20, 0).0[0]["hangs_on_one_object"], "true", "{least} objects");
    assert_eq!(networks(2 * least, 20, 0).0[0]["hangs_on_one_object"], "false");
}
