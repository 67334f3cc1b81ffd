//! What the list says of networks and of groups that are not on it, in sentences: the
//! same words in the report, in `explain` and in what is shared.

use lockstep_base::numbers::{count, probability, things};
use lockstep_base::pattern::Pattern;
use lockstep_base::tier::Tier;
use lockstep_base::time::{SECOND, rfc3339};
use lockstep_detect::candidates::{Event, ExplainedGroup, Explanation};
use serde::Serialize;

/// Why a network is marked as unstable.
pub const UNSTABLE: &str =
    "Unstable: it comes back from fewer than half of the random halves of its days, or not without one single object.";

/// What a tier means for a network of this pattern.
pub fn tier(tier: Tier, pattern: Option<Pattern>) -> &'static str {
    match pattern {
        Some(Pattern::ManyWithFewActs) => {
            "no pair is proof, but neither chance nor taste nor the hours they keep explain that they came back together; a \
             crowd called from one place could look alike"
        }
        Some(Pattern::SameSelection) => {
            "the accounts chose the same things more often than popularity and taste explain, whenever they did: a lead, no case"
        }
        _ => tier.meaning(),
    }
}

/// What accounts with these patterns did, after "accounts that".
pub fn did(patterns: impl IntoIterator<Item = Option<Pattern>>) -> &'static str {
    let mut patterns = patterns.into_iter();
    let first = patterns.next().flatten();
    match first.filter(|_| patterns.all(|pattern| pattern == first)) {
        Some(Pattern::ManyWithFewActs) => "came back together",
        Some(Pattern::SameSelection) => "chose the same things",
        _ => "acted in lockstep",
    }
}

/// What explains most of what two bursts, or two accounts, have in common, by its name in outputs.
pub fn explained_by(name: &str) -> String {
    match name {
        "days" => "the days on which they are active".to_owned(),
        "hours" => "the hours in which they are active".to_owned(),
        "time_of_day" => "the time of the day at which they are active".to_owned(),
        "weekdays" => "the weekdays on which they are active".to_owned(),
        "topics_on_days" => "taste and the days on which they are active".to_owned(),
        "narrow_topics" => "narrow taste and the weeks in which they are active".to_owned(),
        "topics" => "taste".to_owned(),
        "popularity" => "popularity".to_owned(),
        other => match other.strip_prefix("topics_at_") {
            Some("20") => "taste for one of the narrowest topics".to_owned(),
            Some("5") => "taste for narrow topics".to_owned(),
            Some("1") => "taste for broad topics".to_owned(),
            Some(_) => "taste for the broadest topics".to_owned(),
            None => other.to_owned(),
        },
    }
}

/// What was seen of a network, and what a person still has to rule out.
pub fn pattern(pattern: Pattern) -> String {
    format!("{} {}", pattern.seen(), pattern.to_rule_out())
}

/// What an event would have left behind in a network's moments.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventNumbers {
    /// Times at which members acted on one object within five minutes.
    pub moments: u64,
    /// Of which so many are more than three hours apart.
    pub sittings: u64,
    /// Sittings outside of the six hours of the day that hold the most.
    pub off_hours: u64,
    /// How the sittings gather at one time of the day, from 0 to 1.
    pub concentration: f64,
    /// Seconds that the middle half of a moment takes: the median.
    pub moment_spread_s: f64,
    /// The share of the members in a moment: the median.
    pub participation: f64,
    /// Moments that are less than five minutes apart counted once.
    pub instants: u64,
    /// Instants that are tighter than people are.
    pub tight_instants: u64,
    /// How active strangers were, beside the same time of other days.
    pub strangers: Option<f64>,
    /// The probability of an event, which may be too small for a float.
    pub p_event: String,
    /// Whether an event is ruled out.
    pub is_ruled_out: bool,
}

impl EventNumbers {
    /// Of a network of a detection.
    pub fn of(event: &Event) -> Self {
        Self {
            moments: event.moments as u64,
            sittings: event.sittings as u64,
            off_hours: event.off_hours as u64,
            concentration: event.concentration,
            moment_spread_s: event.spread_s,
            participation: event.participation,
            instants: event.instants as u64,
            tight_instants: event.tight as u64,
            strangers: event.strangers,
            p_event: probability(event.ln_p),
            is_ruled_out: event.is_ruled_out(),
        }
    }

    /// The answer, then what it rests on.
    pub fn sentences(&self) -> Vec<String> {
        if self.moments == 0 {
            return vec![
                "An event is not ruled out: its members never acted several at once (on one object within five \
                 minutes), so there is nothing to judge one by."
                    .to_owned(),
            ];
        }
        let answer = if self.is_ruled_out {
            "An event that all of them followed is ruled out"
        } else {
            "An event that all of them followed is not ruled out"
        };
        vec![
            format!("{answer} (p = {}).", level(&self.p_event)),
            format!(
                "Several members acted on one object within five minutes at {}, in {} (less than three hours apart is \
                 one sitting).",
                things(self.moments, "moment", "moments"),
                things(self.sittings, "sitting", "sittings")
            ),
            format!(
                "Clock: of {}, {} outside of the six hours of the day that hold the most; of a series of events that \
                 would be one in five at most. On a scale from 0 (spread over the day) to 1 (always the same time) \
                 they gather at {:.2}.",
                things(self.sittings, "sitting", "sittings"),
                things(self.off_hours, "was", "were"),
                self.concentration
            ),
            self.strangers(),
            format!(
                "Tightness: the middle half of a moment takes {} s (median); {} of {} tighter than people who react \
                 to the same thing are.",
                tenths(self.moment_spread_s),
                count(self.tight_instants),
                things(self.instants, "instant is", "instants are"),
            ),
            format!("At a moment {:.0} % of the members take part (median).", 100.0 * self.participation),
        ]
    }

    fn strangers(&self) -> String {
        match self.strangers {
            None => "Strangers: the data do not tell whether others were more active at these times.".to_owned(),
            Some(ratio) => format!(
                "Strangers: others were {ratio:.2} times as active in these sittings as at the same time of other days."
            ),
        }
    }
}

/// A group that chance does not explain and something innocent does, with its numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupNumbers {
    /// Its number in `explained.csv`.
    pub group_id: u32,
    /// Its accounts.
    pub accounts: u64,
    /// Pairs that chance does not explain.
    pub pairs: u64,
    /// Why it is not on the list.
    pub explanation: String,
    /// What was seen of it, where habit explains it.
    pub pattern: Option<String>,
    /// The trace in which chance explains it least.
    pub trace: String,
    /// Distinct objects on which its pairs met there.
    pub objects: u64,
    /// Distinct UTC days on which they did.
    pub days: u64,
    /// Objects on which a pair met: the median.
    pub met: f64,
    /// On how many of them habit lets it meet: the median.
    pub expected: f64,
    /// p under habit, the median, which may be too small for a float.
    pub p_habit: String,
    /// Seconds between two ticks of its clock.
    pub period_s: Option<f64>,
    /// The share of the acts at its ticks.
    pub at_ticks: Option<f64>,
    /// Seconds from the objects' coming into being to the acts: the median.
    pub delay_s: f64,
    /// RFC 3339.
    pub first_act: String,
    /// RFC 3339.
    pub last_act: String,
}

impl GroupNumbers {
    /// Of a group of a detection.
    pub fn of(group: &ExplainedGroup) -> Self {
        let clock = group.clock.filter(|_| group.explanation == Explanation::Clock);
        Self {
            group_id: group.group_id,
            accounts: group.members.len() as u64,
            pairs: group.pairs.len() as u64,
            explanation: group.explanation.name().to_owned(),
            pattern: group.explanation.pattern().map(|pattern| pattern.name().to_owned()),
            trace: group.trace.name().to_owned(),
            objects: group.objects as u64,
            days: group.days as u64,
            met: group.met,
            expected: group.expected,
            p_habit: probability(group.ln_p_habit),
            period_s: clock.map(|clock| clock.period as f64 / SECOND as f64),
            at_ticks: clock.map(|clock| clock.share),
            delay_s: group.delay_s,
            first_act: rfc3339(group.first_act),
            last_act: rfc3339(group.last_act),
        }
    }

    /// What explains it, in a sentence; nothing where another version named something
    /// that this one does not know.
    pub fn meaning(&self) -> &'static str {
        let known = Explanation::ALL.into_iter().find(|explanation| explanation.name() == self.explanation);
        known.map_or("", Explanation::meaning)
    }

    /// Its numbers.
    pub fn sentences(&self) -> Vec<String> {
        let mut said = vec![
            format!(
                "{}, {} that chance does not explain: they met on {} (trace {}) on {}, from {} to {}.",
                things(self.accounts, "account", "accounts"),
                things(self.pairs, "pair", "pairs"),
                things(self.objects, "object", "objects"),
                self.trace,
                things(self.days, "day", "days"),
                self.first_act,
                self.last_act
            ),
            format!(
                "The median pair met on {} objects; the habits of its accounts let it meet on {} (p = {}).",
                tenths(self.met),
                tenths(self.expected),
                level(&self.p_habit)
            ),
        ];
        if let (Some(period), Some(share)) = (self.period_s, self.at_ticks) {
            said.push(format!(
                "Its clock ticks every {}; {:.0} % of the acts are at its ticks.",
                span(period),
                100.0 * share
            ));
        }
        said.push(format!(
            "The median act comes {} after the object came into being, as far as the data tell.",
            span(self.delay_s)
        ));
        said
    }
}

/// A name in outputs as people read it.
pub fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// A probability as people read it, which is written so that none is too small.
pub fn level(written: &str) -> String {
    match written.parse::<f64>() {
        Ok(p) if p >= 0.001 => format!("{p:.3}"),
        _ => written.to_owned(),
    }
}

/// A number with one digit of its fraction, where it has one.
pub fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// A length of time as people say it.
pub fn span(seconds: f64) -> String {
    let whole = |number: f64, unit: &str| format!("{} {unit}", tenths(number));
    match seconds {
        s if s < 120.0 => whole(s, "s"),
        s if s < 7_200.0 => whole(s / 60.0, "min"),
        s if s < 172_800.0 => whole(s / 3_600.0, "h"),
        s => whole(s / 86_400.0, "days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> EventNumbers {
        EventNumbers {
            moments: 58,
            sittings: 23,
            off_hours: 12,
            concentration: 0.312,
            moment_spread_s: 3.24,
            participation: 0.625,
            instants: 40,
            tight_instants: 1,
            strangers: Some(1.016),
            p_event: "1.200e-9".to_owned(),
            is_ruled_out: true,
        }
    }

    #[test]
    fn an_event_is_told_with_its_numbers() {
        let said = event().sentences();
        assert_eq!(said[0], "An event that all of them followed is ruled out (p = 1.200e-9).");
        assert!(said[1].contains("at 58 moments, in 23 sittings"), "{}", said[1]);
        assert!(said[2].starts_with("Clock: of 23 sittings, 12 were outside") && said[2].ends_with("at 0.31."));
        assert!(said[3].contains("1.02 times as active"), "{}", said[3]);
        assert!(said[4].contains("takes 3.2 s (median); 1 of 40 instants are tighter"), "{}", said[4]);
        assert_eq!(said[5], "At a moment 62 % of the members take part (median).");
        let open = EventNumbers { is_ruled_out: false, strangers: None, ..event() };
        assert!(open.sentences()[0].contains("is not ruled out") && open.sentences()[3].contains("do not tell"));
        assert_eq!(EventNumbers { moments: 0, ..event() }.sentences().len(), 1);
    }

    #[test]
    fn probabilities_are_short_where_they_can_be() {
        assert_eq!(
            ["1.000e0", "1.352e-1", "6.984e-4", "2.577e-869"].map(level),
            ["1.000", "0.135", "6.984e-4", "2.577e-869"]
        );
    }

    #[test]
    fn lengths_of_time_have_a_unit() {
        assert_eq!([45.0, 900.0, 21_600.0, 604_800.0].map(span), ["45 s", "15 min", "6 h", "7 days"]);
    }
}
