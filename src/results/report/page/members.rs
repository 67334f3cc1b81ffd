//! Who the members of a network are, by what they say of themselves.

use lockstep_base::numbers::{count, probability, small, things};
use lockstep_base::safe::{clipped, unlinked};
use lockstep_detect::traits::{NetworkProfile, SharedTrait, TraitKind};

/// Shared traits that a section tells; the rest is in profiles.csv.
const TRAITS_SHOWN: usize = 6;
/// Letters of a description that are shown.
const LETTERS_SHOWN: usize = 160;

/// The sentences that can be said of these members.
pub(super) fn sentences(members: usize, profile: &NetworkProfile) -> Vec<String> {
    let mut sentences: Vec<String> =
        [platforms(members, profile), followers(members, profile)].into_iter().flatten().collect();
    sentences.extend(profile.shared.iter().take(TRAITS_SHOWN).map(shared));
    let left = profile.shared.len().saturating_sub(TRAITS_SHOWN) as u64;
    if left > 0 {
        sentences.push(format!("{} in profiles.csv.", things(left, "more shared trait is", "more shared traits are")));
    }
    sentences
}

/// The platforms and their members, as words.
pub(super) fn platform_names(profile: &NetworkProfile) -> String {
    let each: Vec<String> = profile.platforms.iter().map(|(name, members)| format!("{name} {members}")).collect();
    each.join(", ")
}

fn platforms(members: usize, profile: &NetworkProfile) -> Option<String> {
    match profile.platforms.as_slice() {
        [] => None,
        [(name, there)] if *there == members => Some(format!("On {name}.")),
        [(name, there)] => Some(format!(
            "{} of {} on {name}; of the others the platform is not known.",
            count(*there as u64),
            count(members as u64)
        )),
        several => Some(format!(
            "On {} platforms ({}); {} from one to another.",
            several.len(),
            platform_names(profile),
            things(profile.crossing_pairs as u64, "validated pair reaches", "validated pairs reach")
        )),
    }
}

fn followers(members: usize, profile: &NetworkProfile) -> Option<String> {
    let known = profile.followers_known;
    (known > 0).then(|| {
        let of = if known == members {
            "all".to_owned()
        } else {
            format!("{} of {}", count(known as u64), count(members as u64))
        };
        format!(
            "{} of {of} members together; who follows several of them is counted several times.",
            things(profile.followers, "follower", "followers")
        )
    })
}

fn shared(shared: &SharedTrait) -> String {
    let what = match shared.kind {
        TraitKind::Handle => "have borne the handle",
        TraitKind::Name => "bear a name of the form",
        TraitKind::Bio => "describe themselves in nearly the same words,",
        TraitKind::Link => "give the link",
        TraitKind::Created => "were created on",
    };
    let value = unlinked(&clipped(&shared.value, LETTERS_SHOWN));
    format!(
        "{} of {} {what} “{value}”, as do {} of {} accounts of the data; by lot, {} would (p = {}).",
        count(shared.members as u64),
        count(shared.of_members as u64),
        count(shared.accounts as u64),
        count(shared.of_accounts as u64),
        small(shared.expected()),
        probability(shared.ln_p)
    )
}
