//! A case in plain sentences, made here for the text, the JSON and the page.

use std::collections::BTreeSet;

use lockstep_base::numbers::{count, probability, small, things};
use lockstep_base::safe::visible;
use lockstep_base::time;
use lockstep_results::read::{NetworkRow, Run, Tested, TraceRow};
use lockstep_results::wording::{GroupNumbers, UNSTABLE, words};

use super::case::{Case, ExplainedCase, Listing, Meeting, NetworkCase, PairCase, Standing};
use super::doubts;

/// `p = 0.012`, `p = 3.1e-9`, or what is left to say when a float holds no
/// more.
fn level(name: &str, value: f64) -> String {
    match value {
        v if v <= 0.0 => format!("{name} < 1e-300"),
        v if v >= 0.001 => format!("{name} = {v:.3}"),
        v => format!("{name} = {v:.1e}"),
    }
}

/// A length of time in seconds as people say it.
pub(super) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{} s", (s * 10.0).round() / 10.0),
        s if s < 7_200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3_600.0),
        s => format!("{} days", count((s / 86_400.0).round() as u64)),
    }
}

/// A gap in seconds with its sign.
pub(super) fn gap(seconds: f64) -> String {
    if seconds == 0.0 { "0 s".to_owned() } else { format!("{seconds:+} s") }
}

/// How long after the object's trigger the two acted, and what is known of
/// the trigger.
pub(super) fn delays(meeting: &Meeting) -> String {
    let trigger = match meeting.trigger.as_str() {
        "created" => "after it was published",
        "original" => "after the original post",
        _ => "after the first act known",
    };
    let (account, partner) = (duration(meeting.delay_s), duration(meeting.partner_delay_s));
    let both = if account == partner { account } else { format!("{account} and {partner}") };
    format!("{both} {trigger}")
}

fn objects(number: u32) -> String {
    things(number.into(), "object", "objects")
}

/// `a, b and c`.
fn listed(names: &[impl AsRef<str>]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// The answer for an account; `tested` is the number of its tested pairs.
pub(super) fn account(case: &Case, listing: Option<&Listing>, q: f64, tested: usize, run: &Run) -> String {
    let name = visible(&case.account);
    if let Some(l) = listing {
        let accounts = things(l.network_accounts, "account", "accounts");
        return format!(
            "{name} is on the list: rank {} of {}, in network {} ({accounts}), tier {}: {}.",
            count(l.rank),
            count(run.candidates),
            l.network_id,
            l.tier,
            l.tier_meaning
        );
    }
    if let Some(group) = &case.explained {
        return format!(
            "{name} is not on the list, though chance does not explain when it acts: it is in a group of {} that is \
             synchronous for another reason ({}).",
            things(group.numbers.accounts, "account", "accounts"),
            words(&group.numbers.explanation)
        );
    }
    let tested = things(tested as u64, "other account", "other accounts");
    if case.standing == Standing::Validated {
        let passed = things(case.pairs.len() as u64, "pair", "pairs");
        return format!(
            "{name} is not on the list: it was tested with {tested} and {passed} passed, but its group is too small to \
             be a network."
        );
    }
    format!("{name} was tested with {tested} and is not on the list: {}.", above(q, run))
}

/// Why a q-value is not on the list.
fn above(q: f64, run: &Run) -> String {
    format!(
        "the smallest false discovery rate at which it would be is {}, and the list ends at {} (over all {} pairs of \
         accounts)",
        level("q", q),
        run.configuration.fdr,
        count(run.pairs_in_all as u64)
    )
}

/// The answer for a pair.
pub(super) fn pair(case: &Case, run: &Run) -> String {
    let other = case.other.as_deref().unwrap_or_default();
    let names = format!("{} and {}", visible(&case.account), visible(other));
    let Some(pair) = case.pairs.first() else {
        let least: Vec<String> = run.traces.iter().map(|t| format!("{} in {}", t.min_objects, t.trace)).collect();
        return format!(
            "{names} were never tested as a pair: in no trace did they meet on enough objects within a window (at \
             least {}). Both were tested with others.",
            listed(&least)
        );
    };
    match pair.standing {
        Standing::Listed => format!(
            "{names} are a validated pair inside network {}: {}.",
            pair.network_id.unwrap_or_default(),
            level("q", pair.q_value)
        ),
        Standing::Validated => format!(
            "{names} are a validated pair ({}), but not inside one network: their group is too small to be one, or \
             they are in two.",
            level("q", pair.q_value)
        ),
        _ => format!("{names} were tested and are not listed, because {}.", why_not(pair, run)),
    }
}

/// What keeps a tested pair from the list.
fn why_not(pair: &PairCase, run: &Run) -> String {
    let strongest = pair.tests.iter().max_by(|x, y| x.row.minus_log10_p.total_cmp(&y.row.minus_log10_p));
    let Some(row) = strongest.map(|test| &test.row) else { return above(pair.q_value, run) };
    let reason = match row.habit {
        None => "chance explains their meetings",
        Some(habit) if habit.p > row.chance.p => "habit explains too much of their meetings",
        Some(_) => "so few meetings are not rare enough among so many pairs",
    };
    format!("{reason}: {}", above(pair.q_value, run))
}

/// Where an account of a pair stands by itself.
pub(super) fn line(account: &str, listing: Option<&Listing>, group: Option<&ExplainedCase>) -> String {
    let name = visible(account);
    match (listing, group) {
        (Some(l), _) => format!("{name}: rank {}, network {}, tier {}.", count(l.rank), l.network_id, l.tier),
        (None, Some(group)) => {
            let GroupNumbers { group_id, explanation, .. } = &group.numbers;
            format!("{name}: not on the list; in group {group_id} of explained.csv ({}).", words(explanation))
        }
        (None, None) => format!("{name}: not on the list."),
    }
}

/// What was seen of a network, and what a person still has to rule out.
pub(super) fn pattern(network: &NetworkCase) -> Option<String> {
    Some(format!("Pattern {}: {} {}", network.pattern?, network.seen?, network.to_rule_out?))
}

/// How an account was tested that is in a group of `explained.csv`.
pub(super) fn dismissed(case: &Case, q: f64, tested: usize, run: &Run) -> Vec<String> {
    let tested = things(tested as u64, "other account", "other accounts");
    let said = || format!("It was tested with {tested}; {}.", above(q, run));
    case.explained.iter().filter(|_| case.standing == Standing::Tested).map(|_| said()).collect()
}

/// A line of the list in words; `tested` is the number of its tested pairs.
pub(super) fn listing(l: &Listing, case: &Case, tested: usize) -> Vec<String> {
    let strongest: Vec<String> =
        case.pairs.iter().take(3).filter_map(|pair| Some(format!("{:.1}", pair.score?))).collect();
    let mut said = vec![
        format!(
            "Score {:.1}: −log₁₀ p of its strongest pairs ({}), added up; {}.",
            l.score,
            strongest.join(" + "),
            level("q", l.q_value)
        ),
        format!(
            "Of {} with which it was tested, {} passed. With these it has {} on {} and {}, from {} to {}.",
            things(tested as u64, "account", "accounts"),
            count(l.partners),
            things(l.co_acts, "co-act", "co-acts"),
            things(l.objects, "object", "objects"),
            things(l.days, "day", "days"),
            l.first_act,
            l.last_act
        ),
        ruled_out(&l.ruled_out, &l.not_ruled_out),
    ];
    said.extend(case.network.as_ref().and_then(pattern));
    said.extend(case.network.as_ref().filter(|network| network.is_unstable).map(|_| UNSTABLE.to_owned()));
    let position = match l.position.as_str() {
        "leader" => "a leader",
        "follower" => "a follower",
        _ => "too even, or too few, to call it a leader or a follower",
    };
    said.push(format!(
        "In its network it came before the others on {} and after them on {}: {position}.",
        things(l.leads, "object", "objects"),
        count(l.follows)
    ));
    said
}

pub(super) fn ruled_out(ruled_out: &[String], not: &[&str]) -> String {
    let not = if not.is_empty() { "nothing".to_owned() } else { listed(not) };
    format!("Ruled out: {}. Not ruled out: {not}.", listed(ruled_out))
}

/// The test in one trace; `own` counts objects that a group made itself.
pub(super) fn test(row: &TraceRow, own: Option<u32>, run: &Run) -> Vec<String> {
    let mut said = vec![
        format!(
            "Trace {}: they met on {} within {} s, on {}, with a median gap of {} s.",
            row.trace,
            objects(row.objects),
            row.window_s,
            things(row.days.into(), "day", "days"),
            row.median_gap_s
        ),
        format!(
            "Chance: two accounts of this volume would meet on {} objects within {} s; they met on {} ({}).",
            small(row.chance.expected),
            row.window_s,
            count(row.objects.into()),
            level("p", row.chance.p)
        ),
        habit(row),
    ];
    if let Some(own) = own.filter(|&own| own > 0) {
        said.push(format!(
            "Of the {}, {} made by the group itself: there was nothing outside to react to, so habit was judged there \
             by how they react elsewhere.",
            objects(row.objects),
            things(own.into(), "was", "were")
        ));
    }
    said.push(crowd(row));
    let windows = run.traces.iter().find(|trace| trace.trace == row.trace).map_or(1, |trace| trace.windows.len());
    if windows > 1 && row.habit.is_some() {
        said.push(format!(
            "Together: the larger p of chance and habit, times the {windows} windows that were tried: {}.",
            level("p", row.p_value)
        ));
    }
    said
}

fn habit(row: &TraceRow) -> String {
    let (Some(habit), Some(both), Some(telling)) = (row.habit, row.acted_on_by_both, row.telling_objects) else {
        return "Habit: not asked, for chance explains the case already.".to_owned();
    };
    if telling == 0 {
        return format!(
            "Habit: they acted on {} of the same objects at any time; on all of these, how fast and at which hours each \
             usually acts makes a meeting likelier than not, so that none can tell ({}).",
            count(both.into()),
            level("p", habit.p)
        );
    }
    let which = if telling == both {
        "these".to_owned()
    } else {
        format!("the {} on which habit alone does not make a meeting likelier than not", count(telling.into()))
    };
    format!(
        "Habit: they acted on {} of the same objects at any time; from how fast and at which hours each usually acts, \
         {} of {which} would be meetings; they met there on {} ({}).",
        count(both.into()),
        small(habit.expected),
        things(row.telling_occasions.unwrap_or_default().into(), "separate occasion", "separate occasions"),
        level("p", habit.p)
    )
}

/// `was 1`, `were 31`.
fn were(number: u32) -> String {
    format!("{} {}", if number == 1 { "was" } else { "were" }, count(number.into()))
}

fn occasions(row: &TraceRow) -> String {
    things(row.occasions.into(), "separate occasion", "separate occasions")
}

fn crowd(row: &TraceRow) -> String {
    let Some(Tested { expected, p }) = row.crowd else {
        return "Crowd: not asked, for chance or habit explain the case already.".to_owned();
    };
    format!(
        "Crowd: from how many others acted on the same objects at the same moments, {} would be meetings; there \
         {}, on {} ({}).",
        small(expected),
        were(row.objects),
        occasions(row),
        level("p", p)
    )
}

/// What holds for a pair over all traces.
pub(super) fn over_all(pair: &PairCase, account: &str, run: &Run) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(score) = pair.score {
        said.push(format!(
            "All traces together: p = {}, {} over all {} pairs of accounts.",
            probability(-score * std::f64::consts::LN_10),
            level("q", pair.q_value),
            count(run.pairs_in_all as u64)
        ));
        said.push(ruled_out(&pair.ruled_out, &pair.not_ruled_out));
    } else {
        said.push(format!("Not on the list, because {}.", why_not(pair, run)));
    }
    if let Some(lead) = pair.lead {
        let at_once = pair.at_once.filter(|&at_once| at_once > 0);
        said.push(format!(
            "{} was first on {}, {} on {}{} ({} if neither led).",
            visible(account),
            objects(lead.account),
            visible(&pair.partner),
            count(lead.partner.into()),
            at_once.map(|n| format!(", both at once on {}", count(n.into()))).unwrap_or_default(),
            level("p", lead.p)
        ));
    }
    said
}

/// Why a case shows no single meeting.
pub(super) fn without_meetings(standing: Standing) -> Option<String> {
    (standing == Standing::Tested).then(|| {
        "Single meetings are kept of validated pairs only; a run of lockstep detect with a larger --fdr keeps those of \
         more pairs."
            .to_owned()
    })
}

/// What speaks against the case.
pub(super) fn against(case: &Case, network: Option<&NetworkRow>, run: &Run) -> Vec<String> {
    let mut said = Vec::new();
    match case.standing {
        Standing::Tested => return vec!["It did not pass: this is no evidence of coordination.".to_owned()],
        Standing::NeverTested => return vec!["Nothing was seen that could be tested.".to_owned()],
        Standing::Listed | Standing::Validated => {}
    }
    said.extend(of_meetings(case, run));
    said.extend(of_pairs(case));
    said.extend(network.map(doubts::of_network).unwrap_or_default());
    said.push(format!(
        "About {:.1} of the {} on the whole list are expected to be false (rate {}).",
        run.expected_false_pairs,
        things(run.validated_pairs, "validated pair", "validated pairs"),
        run.configuration.fdr
    ));
    said
}

/// What the meetings themselves leave open.
fn of_meetings(case: &Case, run: &Run) -> Vec<String> {
    let mut said = Vec::new();
    let days: BTreeSet<i32> = case.meetings.iter().map(|m| time::day(m.micros[0].max(m.micros[1]))).collect();
    let objects: BTreeSet<(&str, &str)> = case.meetings.iter().map(|m| (m.trace.as_str(), m.object.as_str())).collect();
    let traces = carrying(case, run);
    said.extend(doubts::on_one_day(days.len() as u64));
    said.extend(doubts::few_objects(objects.len() as u64));
    said.extend(doubts::one_trace(traces.iter().copied()));
    let all = things(case.meetings.len() as u64, "meeting", "meetings");
    let own = case.meetings.iter().filter(|m| m.own_object).count();
    if own > 0 {
        said.push(format!(
            "Of the {all}, {} on an object that the group made itself: there was nothing outside to react to, so that \
             habit says nothing there.",
            things(own as u64, "was", "were")
        ));
    }
    let unknown = case.meetings.iter().filter(|m| m.trigger == "first_act" && !m.own_object).count();
    if unknown > 0 {
        said.push(format!(
            "Of the {all}, {} on an object of which the data do not tell when it came into being: the first act stands \
             for it, so that habit is judged less surely.",
            things(unknown as u64, "was", "were")
        ));
    }
    said
}

/// The traces in which some pair met on as many objects as a test takes.
fn carrying<'a>(case: &'a Case, run: &Run) -> BTreeSet<&'a str> {
    let least = |name: &str| run.traces.iter().find(|trace| trace.trace == name).map_or(0, |trace| trace.min_objects);
    let tests = case.pairs.iter().flat_map(|pair| &pair.tests).map(|test| &test.row);
    tests.filter(|row| row.objects >= least(&row.trace)).map(|row| row.trace.as_str()).collect()
}

/// What the explanations leave open.
fn of_pairs(case: &Case) -> Vec<String> {
    let mut said = Vec::new();
    let open = |name: &str| case.pairs.iter().filter(|pair| pair.not_ruled_out.contains(&name)).count();
    let of_all = |open: usize| match (&case.other, open == case.pairs.len()) {
        (Some(_), _) => String::new(),
        (None, true) => " for any of its pairs".to_owned(),
        (None, false) => format!(" for {open} of its {} pairs", case.pairs.len()),
    };
    let crowd = open("crowd");
    if crowd > 0 {
        said.push(doubts::crowd(&of_all(crowd)));
    }
    let habit = open("habit");
    if habit > 0 {
        said.push(doubts::habit(&of_all(habit)));
    }
    let event = open("event");
    if event > 0 {
        said.push(doubts::event(&of_all(event)));
    }
    if case.other.is_none() {
        said.extend(doubts::single_partner(case.pairs.len() as u64));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> TraceRow {
        TraceRow {
            trace: "url".into(),
            window_s: 60.0,
            objects: 31,
            occasions: 27,
            co_acts: 33,
            days: 12,
            median_gap_s: 4.0,
            acted_on_by_both: Some(40),
            telling_objects: Some(36),
            telling_occasions: Some(25),
            chance: Tested { expected: 0.02, p: 1e-80 },
            habit: Some(Tested { expected: 3.1, p: 2.5e-14 }),
            crowd: Some(Tested { expected: 1.25, p: 0.0 }),
            p_value: 1e-13,
            minus_log10_p: 13.0,
        }
    }

    fn run() -> Run {
        serde_json::from_str(
            r#"{"configuration": {"fdr": 0.01}, "pairs_in_all": 1000, "validated_pairs": 10, "expected_false_pairs": 0.1,
                "candidates": 5, "warnings": [],
                "traces": [{"trace": "url", "windows": [{}, {}, {}, {}], "min_objects": 2}]}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_test_says_what_was_expected_and_what_was_seen() {
        let said = test(&row(), Some(0), &run());
        assert_eq!(said[0], "Trace url: they met on 31 objects within 60 s, on 12 days, with a median gap of 4 s.");
        assert_eq!(
            said[1],
            "Chance: two accounts of this volume would meet on 0.02 objects within 60 s; they met on 31 (p = 1.0e-80)."
        );
        assert_eq!(
            said[2],
            "Habit: they acted on 40 of the same objects at any time; from how fast and at which hours each usually \
             acts, 3.10 of the 36 on which habit alone does not make a meeting likelier than not would be meetings; \
             they met there on 25 separate occasions (p = 2.5e-14)."
        );
        assert!(said[3].starts_with("Crowd: ") && said[3].ends_with("(p < 1e-300)."), "{}", said[3]);
        assert!(said[4].contains("times the 4 windows"), "{}", said[4]);
    }

    #[test]
    fn what_was_not_asked_says_so() {
        let said = test(&TraceRow { habit: None, crowd: None, acted_on_by_both: None, ..row() }, None, &run());
        assert_eq!(said[2], "Habit: not asked, for chance explains the case already.");
        assert_eq!(said[3], "Crowd: not asked, for chance or habit explain the case already.");
        assert_eq!(said.len(), 4);
    }

    #[test]
    fn where_habit_explains_every_meeting_no_object_can_tell() {
        let said =
            habit(&TraceRow { telling_objects: Some(0), habit: Some(Tested { expected: 0.0, p: 1.0 }), ..row() });
        assert!(said.ends_with("so that none can tell (p = 1.000)."), "{said}");
    }

    #[test]
    fn own_objects_are_told_apart() {
        assert!(test(&row(), Some(2), &run())[3].starts_with("Of the 31 objects, 2 were made by the group itself"));
    }

    #[test]
    fn gaps_have_a_sign_and_delays_a_unit() {
        assert_eq!([gap(12.0), gap(-3.5), gap(0.0), gap(-0.0)], ["+12 s", "-3.5 s", "0 s", "0 s"]);
        assert_eq!([4.25, 600.0, 10_800.0, 259_200.0].map(duration), ["4.3 s", "10 min", "3 h", "3 days"]);
        assert_eq!([level("p", 0.05), level("q", 1e-9), level("q", 0.0)], ["p = 0.050", "q = 1.0e-9", "q < 1e-300"]);
    }

    #[test]
    fn lists_read_as_a_sentence() {
        assert_eq!(listed(&["chance"]), "chance");
        assert_eq!(listed(&["chance", "habit", "crowd"]), "chance, habit and crowd");
    }
}
