//! What a person must decide, the most urgent first.

use std::collections::BTreeMap;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::codes_of;
use lockstep_base::numbers::things;

use super::ads::{AdDecision, Doubt, Stranger};
use super::decisions::{ends, is_labelled_in};
use super::label::Labels;
use super::lists::{Basis, Ground, LabelLine, MeasureLine, RecommendationLine, ReviewLine, Undeclared, Urgency};
use super::reach::{Reach, Verdict};
use super::registry::{Finding, Kind, Registry, Severity, Status};
use super::sentences;
use super::whose::Whose;

/// What questions arise from.
pub struct Found<'a> {
    /// The labels.
    pub labels: &'a Labels<'a>,
    /// The reach of each account.
    pub reaches: &'a [Reach],
    /// Who is not recommended.
    pub recommendations: &'a [RecommendationLine],
    /// The advertisements.
    pub ads: &'a [AdDecision],
    /// Advertisements that ran and that no table has.
    pub strangers: &'a [Stranger],
    /// Advertisements that were limited and are not what they were.
    pub doubted: &'a [Doubt],
    /// What is held as the lists before have it.
    pub held: &'a [ReviewLine],
    /// What is set otherwise than before.
    pub settings: &'a [String],
    /// Measures of the period before that were imposed and go on.
    pub imposed: &'a [MeasureLine],
    /// By account, what in the data may be its own under a misspelled name.
    pub doubts: &'a BTreeMap<usize, String>,
    /// Who is proposed for assessment.
    pub undeclared: &'a [Undeclared],
    /// The period.
    pub period: Period,
}

/// Every question, the most urgent first.
pub fn reviews(found: &Found) -> Vec<ReviewLine> {
    let registry = found.labels.registry();
    let of_registry = registry.findings.iter().map(|finding| of_finding(registry, finding));
    let mut questions: Vec<ReviewLine> = of_registry.chain(under_review(registry)).collect();
    questions.extend(missing(found));
    questions.extend(undecided(found));
    questions.extend(changed(found));
    questions.extend(of_reach(found));
    let kept = found.recommendations.iter().filter(|line| line.basis == Basis::Kept);
    questions.extend(kept.map(|line| kept_ineligible(found, line)));
    questions.extend(found.held.iter().cloned());
    questions.extend(found.settings.iter().map(|setting| setting_changed(setting)));
    questions.extend(found.doubted.iter().map(|doubt| {
        ReviewLine::about((Urgency::Now, "advertisement_changed"), &doubt.whose, "ads.csv", doubt.reason.clone())
    }));
    questions.extend(found.ads.iter().filter_map(of_ad));
    questions.extend(found.strangers.iter().map(stranger));
    questions.extend(found.undeclared.iter().map(proposed));
    questions.sort();
    questions.dedup();
    questions
}

fn under_review(registry: &Registry) -> impl Iterator<Item = ReviewLine> {
    let today = registry.today;
    let waiting = registry.entities.iter().filter(move |entity| {
        entity.status(today) == Some(Status::UnderReview) && entity.standing(today).label().is_none()
    });
    waiting.map(|entity| {
        let reason = format!(
            "{} is under review, and the registry has no label from before: decide its status; until then it carries \
             only what the period before had",
            entity.name
        );
        ReviewLine::of_entity((Urgency::Soon, "under_review"), &entity.id, (&registry.file, entity.line), reason)
    })
}

/// Accounts that were on a list and are not in the registry any more.
fn missing(found: &Found) -> Vec<ReviewLine> {
    let labelled: Vec<&LabelLine> = found.labels.missing().collect();
    let not_recommended = found.recommendations.iter().filter(|line| line.basis == Basis::NotRegistered);
    let ask = |list: &str, whose: &Whose| {
        ReviewLine::about((Urgency::Now, "not_in_registry"), whose, list, sentences::missing(found.labels, whose))
    };
    let is_new = |line: &&RecommendationLine| labelled.iter().all(|label| label.whose.key() != line.whose.key());
    let others = not_recommended.filter(is_new).map(|line| ask("recommendation_ineligible.csv", &line.whose));
    labelled.iter().map(|line| ask("labels.csv", &line.whose)).chain(others).collect()
}

/// Accounts about which no decision holds on some day of the period, or none that
/// could have ended the label that they had.
fn undecided(found: &Found) -> Vec<ReviewLine> {
    let registry = found.labels.registry();
    let (first, last) = ends(found.period);
    let question = |account: usize| {
        let (entity, _) = registry.account(account);
        let is_previous =
            |day: Day| found.labels.of(account, day).is_some_and(|label| label.ground == Ground::Previous);
        let is_kept = |day: Day| is_previous(day) || found.labels.contradicted(account, day).is_some();
        let of = |day: Day| is_kept(day) || found.labels.is_undecided(account, day);
        let (from, until, _) =
            found.labels.stretches(account, (first, Some(last)), of).into_iter().find(|(.., is_open)| *is_open)?;
        if let Some(on) = found.labels.contradicted(account, from) {
            return Some(ended_before(found, account, on));
        }
        let kept = if is_kept(from) {
            "the label of the period before is kept, since no decision after it ends it"
        } else {
            "nothing is decided about the account"
        };
        let days = format!("from {from} to {}", until.unwrap_or(last));
        let reason = format!(
            "the registry does not say what {} was {days}: {kept}; add what held then to `decisions`, or correct their days",
            entity.name
        );
        Some(ReviewLine::about(
            (Urgency::Now, "no_decision"),
            &Whose::of(registry, account, last),
            &registry.file,
            reason,
        ))
    };
    (0..registry.len()).filter_map(question).collect()
}

/// A label that ended, by the registry, while the list before still had it.
fn ended_before(found: &Found, account: usize, on: Day) -> ReviewLine {
    let registry = found.labels.registry();
    let whose = Whose::of(registry, account, Day(found.period.last()));
    let reason = format!(
        "by the registry the label of {} ended before {on}, and the list of the period before still has it: it is kept; correct \
         the day, or, where it was ended with effect in the past, give the decision that ends it the day on which it was made \
         (`decided`)",
        whose.entity
    );
    ReviewLine::about((Urgency::Now, "ended_before"), &whose, &registry.file, reason)
}

/// Who stays on the list: because too little is known, or because what is known may be
/// of a misspelled name.
fn kept_ineligible(found: &Found, line: &RecommendationLine) -> ReviewLine {
    let account = found.labels.registry().place_of(&line.whose.key());
    let is_doubted = account.is_some_and(|account| found.doubts.contains_key(&account));
    let urgency = if is_doubted { Urgency::Now } else { Urgency::Soon };
    ReviewLine::about((urgency, "kept_ineligible"), &line.whose, "recommendation_ineligible.csv", line.reason.clone())
}

fn setting_changed(setting: &str) -> ReviewLine {
    let reason = format!("{setting}: what is decided by it is not comparable with the period before; is that meant?");
    ReviewLine::about((Urgency::Now, "setting_changed"), &Whose::default(), "run.json", reason)
}

/// Accounts that stand under another entity than in the period before, and measures
/// that the registry does not tell of any more, or tells otherwise.
fn changed(found: &Found) -> Vec<ReviewLine> {
    let registry = found.labels.registry();
    let last = Day(found.period.last());
    let moved = (0..registry.len()).filter_map(|account| {
        let whose = Whose::of(registry, account, last);
        let before = &found.labels.line_before(&whose.platform, &whose.account_id)?.whose;
        let reason = format!(
            "was labelled as an account of {} ({}) and stands under {} ({}) now: is that meant?",
            before.entity, before.entity_id, whose.entity, whose.entity_id
        );
        (before.entity_id != whose.entity_id)
            .then(|| ReviewLine::about((Urgency::Now, "moved"), &whose, &registry.file, reason))
    });
    let gone = found.labels.kept_measures().map(|line| measure_gone(found.labels, line));
    let widened = found.imposed.iter().filter_map(|line| measure_widened(registry, line));
    moved.chain(gone).chain(widened).collect()
}

fn measure_gone(labels: &Labels, line: &MeasureLine) -> ReviewLine {
    let registry = labels.registry();
    let codes = codes_of(&line.countries);
    let places = if codes.is_empty() { String::new() } else { format!(" in {}", codes.join(", ")) };
    let near = match registry.place_of(&line.whose.key()) {
        Some(_) => None,
        None => registry.spelling(|key| labels.was_listed(key)).nearest(&line.whose.platform, &line.whose.account_id),
    };
    let near = near.map_or_else(String::new, |near| format!(" (did you mean {near}?)"));
    let reason = format!(
        "the measure `{}`{places} of {} on {} is kept, but the registry does not tell of it any more, or says that it had \
         ended when the list before still had it{near}: add it again, with the right `until` if it has ended",
        line.measure.name(),
        line.from,
        line.whose.account(),
    );
    ReviewLine::about((Urgency::Now, "measure_gone"), &line.whose, "measures.csv", reason)
}

/// A measure that held in some countries before and holds everywhere now.
fn measure_widened(registry: &Registry, line: &MeasureLine) -> Option<ReviewLine> {
    let account = registry.place_of(&line.whose.key()).filter(|_| !line.countries.is_empty())?;
    let (entity, place) = (registry.account(account).0, registry.place_in_entity(account));
    let kind = line.kind_imposed()?;
    let mut same = entity.measures.iter().filter(|each| each.measure == kind && each.is_on(place));
    let now = same.find(|each| each.from == line.from && each.countries.is_empty())?;
    let reason = format!(
        "the measure `{}` of {} was in {} only, and holds everywhere now: is that meant?",
        line.measure.name(),
        line.from,
        codes_of(&line.countries).join(", ")
    );
    let question = ReviewLine::about((Urgency::Now, "measure_widened"), &line.whose, &registry.file, reason);
    Some(ReviewLine { line: Some(now.line), ..question })
}

fn of_reach(found: &Found) -> Vec<ReviewLine> {
    let question = |(account, reach): (usize, &Reach)| {
        let (urgency, kind) = match reach.verdict {
            Verdict::Unclear => (Urgency::Soon, "unclear_reach"),
            Verdict::InsufficientData => (Urgency::Routine, "insufficient_data"),
            Verdict::Shown | Verdict::NotShown | Verdict::NotAskedFor => return None,
        };
        // Who is on the list has a reason of its own there.
        let is_listed = found.recommendations.iter().any(|line| line.whose.key() == reach.whose.key());
        let asked = !is_listed && is_labelled_in(found.labels, account, found.period);
        asked.then(|| ReviewLine::about((urgency, kind), &reach.whose, "reach.csv", sentences::reach(reach)))
    };
    found.reaches.iter().enumerate().filter_map(question).collect()
}

/// What must be asked about an advertisement.
fn of_ad(ad: &AdDecision) -> Option<ReviewLine> {
    if let Some(breach) = &ad.breach {
        let days = things(breach.days, "day", "days");
        let reason = format!("the advertisement {} ran where it may not, on {days}: {}", ad.ad_id, breach.in_words());
        return Some(ReviewLine::about((Urgency::Now, "ran_where_refused"), &ad.whose, "ad_delivery.csv", reason));
    }
    let near = ad.may_be.as_ref()?;
    let (id, account) = (&ad.ad_id, ad.whose.account());
    let reason = format!("the advertisement {id} is of {account}, which is not in the registry, and may be of {near}");
    Some(ReviewLine::about((Urgency::Now, "not_in_registry"), &ad.whose, "ad_decisions.csv", reason))
}

/// An advertisement that ran and that the table of advertisements does not have.
fn stranger(stranger: &Stranger) -> ReviewLine {
    let (id, platform) = (&stranger.ad_id, &stranger.platform);
    let reason = if stranger.elsewhere.is_empty() {
        format!(
            "the delivery has the advertisement {id}, which the table of advertisements does not have: nobody knows whose it \
             is, and whether it may run"
        )
    } else {
        let elsewhere = stranger.elsewhere.join(", ");
        format!(
            "the delivery has the advertisement {id} on {platform}, and the table of advertisements has it on {elsewhere}: \
             correct the platform"
        )
    };
    ReviewLine::about((Urgency::Now, "unknown_advertisement"), &Whose::default(), "ads.csv", reason)
}

fn proposed(line: &Undeclared) -> ReviewLine {
    let whose = Whose { entity_id: line.entity_id.clone(), account_id: line.account_id.clone(), ..Whose::default() };
    let reason = format!(
        "acts together with {} beyond what {} explain, on {} and {}: {}",
        line.entity,
        line.ruled_out.replace(';', " or "),
        things(line.objects as u64, "object", "objects"),
        things(line.days as u64, "day", "days"),
        line.registered_as.question()
    );
    ReviewLine::about((Urgency::Soon, "undeclared"), &whose, "undeclared.csv", reason)
}

fn of_finding(registry: &Registry, finding: &Finding) -> ReviewLine {
    let urgency = match (finding.severity, finding.kind) {
        (Severity::Error, _) => Urgency::Now,
        (_, Kind::OverdueReview | Kind::OpenAppeal | Kind::LabelUnderReview | Kind::Gap | Kind::Contradiction) => {
            Urgency::Soon
        }
        _ => Urgency::Routine,
    };
    let place = (registry.file.as_str(), finding.line);
    ReviewLine::of_entity((urgency, finding.kind.name()), &finding.entity, place, finding.message.clone())
}
