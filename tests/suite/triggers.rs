//! When an object came into being.

use lockstep::base::time::SECOND;
use lockstep::data::traces::{TraceKind, Trigger};

use crate::support::{acts, arg, file, folder, succeed};

/// The trigger of the object with this name: source and second.
fn trigger(csv: &str, kind: TraceKind, name: &str) -> (Trigger, i64) {
    let place = folder();
    let (_, acts) = acts(&file(&place, "posts.csv", csv), kind);
    let object = acts.objects.iter().position(|object| object == name).expect("the object");
    (acts.triggers.source[object], acts.triggers.moment[object] / SECOND)
}

const REPOSTS: &str = "account_id,post_id,timestamp,repost_of,repost_of_time\n\
    source,p1,1600000000,,\n\
    a,p2,1600000030,p1,\n\
    b,p3,1600000050,p1,\n\
    a,p4,1600000060,elsewhere,1600000010\n\
    b,p5,1600000070,elsewhere,\n\
    b,p6,1600000090,unseen,\n";

#[test]
fn a_column_goes_before_the_original_s_row_and_that_before_the_first_act() {
    assert_eq!(trigger(REPOSTS, TraceKind::Repost, "elsewhere"), (Trigger::Created, 1_600_000_010));
    assert_eq!(trigger(REPOSTS, TraceKind::Repost, "p1"), (Trigger::Original, 1_600_000_000));
    assert_eq!(trigger(REPOSTS, TraceKind::Repost, "unseen"), (Trigger::FirstAct, 1_600_000_090));
}

/// Clocks differ: no delay is negative.
#[test]
fn an_act_before_publication_moves_no_trigger_and_most_acts_before_it_deny_it() {
    let csv = |acts: &[u64]| {
        let mut csv = String::from("object_id,account_id,timestamp_share,object_created\n");
        acts.iter().for_each(|second| csv += &format!("o,a{second},16000000{second:02},1600000050\n"));
        csv
    };
    let of = |acts: &[u64]| trigger(&csv(acts), TraceKind::Share, "o");
    assert_eq!(of(&[10, 60, 70]), (Trigger::Created, 1_600_000_050));
    assert_eq!(of(&[10, 20, 70]), (Trigger::FirstAct, 1_600_000_010));
}

/// Rows that are numbered, and objects that are numbered: the share with the
/// number 7 is not the original of object 7.
#[test]
fn ids_of_two_kinds_that_coincide_are_no_originals() {
    let mut csv = String::from("object_id,account_id,content_id,timestamp_share\n");
    for row in 0..200 {
        csv += &format!("{},a{},{row},{}\n", 199 - row % 100, row % 7, 1_600_000_000 + row);
    }
    for object in [100, 150, 199] {
        assert_eq!(trigger(&csv, TraceKind::Share, &object.to_string()).0, Trigger::FirstAct, "{object}");
    }
}

#[test]
fn a_post_that_names_itself_is_not_its_own_original() {
    let csv = "object_id,account_id,content_id,timestamp_share\nx,a,x,1600000000\nx,b,y,1600000009\n";
    assert_eq!(trigger(csv, TraceKind::Share, "x").0, Trigger::FirstAct);
}

#[test]
fn the_record_counts_where_triggers_come_from() {
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", arg(&file(&place, "posts.csv", REPOSTS)), "--out", arg(&out)]);
    let run = std::fs::read_to_string(out.join("run.json")).expect("the record");
    assert!(run.contains("\"objects_created_known\": 1") && run.contains("\"objects_with_original\": 1"), "{run}");
}
