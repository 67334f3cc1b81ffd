//! `bundle.json`: a STIX 2.1 bundle (OASIS Standard, 10 June 2021).
//!
//! Of each network there is one `campaign`, one `intrusion-set` (the accounts as
//! a group, whoever is behind them), the `user-account`s with an `observed-data`
//! that holds them, `indicator`s with their ids, what they pushed as `url` and
//! `domain-name`, the DISARM techniques as `attack-pattern`s, and a `note` with
//! the evidence and what speaks against it. Nobody is named as the one behind it
//! unless the user does so: only then there is a `threat-actor`.
//!
//! Ids are UUIDs of version 5, so that the same export has the same ids:
//! observables under the namespace of the standard and from the properties that it
//! names (section 2.9), which are all that they hold beside the marking; the rest
//! under a namespace of our own, from everything that the object holds (and, of
//! what is of a run, the run's hash). Two objects that differ, be it by the
//! marking alone, never have one id: whoever imports both keeps both. `created`
//! and `modified` are the last act of the network: no clock is asked.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::time;
use lockstep_results::wording;
use serde_json::{Map, Value, json};
use uuid::{Uuid, uuid};

use super::disarm::Technique;
use super::ids::account_type;
use super::pushed::Pushed;
use super::share::{Account, Network, Share};
use super::terms::Terms;
use super::{ids, text};

/// The namespace of observables (STIX 2.1, section 2.9).
const OBSERVABLES: Uuid = uuid!("00abedb4-aa42-466c-9c01-fed23315a9b7");
/// The extension that carries TLP 2.0 (see [`super::Tlp`]).
const TLP_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
/// When OASIS published its markings.
const TLP_CREATED: &str = "2022-10-01T00:00:00.000Z";
/// When what is of no run was made: a moment of its own would be that of a clock.
const TIMELESS: &str = "2025-01-01T00:00:00.000Z";
/// Accounts of one indicator: more make a pattern that few programs take.
const ACCOUNTS_AN_INDICATOR: usize = 500;
/// What the standard lets be counted (section 4.14).
const MOST_OBSERVED: u64 = 999_999_999;

/// An object on its way.
type Object = Map<String, Value>;

/// The bundle.
pub(super) fn bundle(share: &Share, terms: &Terms) -> Value {
    let mut bundle = Bundle::new(share, terms);
    bundle.marking_definition();
    bundle.identity();
    bundle.techniques();
    bundle.threat_actor();
    let meetings = share.meetings_by_network();
    for (network, meetings) in share.networks.iter().zip(&meetings) {
        bundle.network(network, meetings);
    }
    bundle.finish()
}

struct Bundle<'a> {
    share: &'a Share,
    terms: &'a Terms,
    marking: String,
    maker: Option<String>,
    actor: Option<String>,
    /// The ids of the techniques, by those of the framework.
    techniques: BTreeMap<&'static str, String>,
    /// Co-acts of the pairs of each network that are shared.
    co_acts: BTreeMap<u32, u64>,
    objects: Vec<Object>,
}

impl<'a> Bundle<'a> {
    fn new(share: &'a Share, terms: &'a Terms) -> Self {
        let mut co_acts: BTreeMap<u32, u64> = BTreeMap::new();
        for pair in &share.pairs {
            let sum = co_acts.entry(pair.network_id).or_default();
            *sum = sum.saturating_add(pair.co_acts);
        }
        Self {
            share,
            terms,
            marking: format!("marking-definition--{}", terms.tlp.marking()),
            maker: None,
            actor: None,
            techniques: BTreeMap::new(),
            co_acts,
            objects: Vec::new(),
        }
    }

    /// Adds an object of the run.
    fn add(&mut self, kind: &str, created: &str, own: Value) -> String {
        self.add_with(kind, created, own, |content| ids::of_run(self.share, kind, content))
    }

    /// Adds an object that is of no run.
    fn add_timeless(&mut self, kind: &str, own: Value) -> String {
        self.add_with(kind, TIMELESS, own, |content| ids::of_anything(kind, content))
    }

    /// Adds an object with what all of them have; gives its id, which is made of
    /// its content.
    fn add_with(&mut self, kind: &str, created: &str, own: Value, id: impl Fn(&str) -> String) -> String {
        let mut object = Object::new();
        object.insert("type".into(), kind.into());
        object.insert("spec_version".into(), "2.1".into());
        object.insert("created".into(), created.into());
        object.insert("modified".into(), created.into());
        object.insert("object_marking_refs".into(), json!([self.marking]));
        if let Some(maker) = &self.maker {
            object.insert("created_by_ref".into(), maker.as_str().into());
        }
        if let Value::Object(own) = own {
            object.extend(own);
        }
        let content = Value::Object(object.clone()).to_string();
        let id = format!("{kind}--{}", id(&content));
        object.insert("id".into(), id.clone().into());
        self.objects.push(object);
        id
    }

    /// Adds an observable; its id is made of `identifying`, the properties that
    /// the standard names for it. It holds no other, for nothing would tell two
    /// versions of it apart.
    fn observe(&mut self, kind: &str, identifying: Value) -> String {
        // RFC 8785: keys in order, no blanks, which is how a map is written here.
        let id = format!("{kind}--{}", Uuid::new_v5(&OBSERVABLES, identifying.to_string().as_bytes()));
        let mut object = Object::new();
        object.insert("type".into(), kind.into());
        object.insert("spec_version".into(), "2.1".into());
        object.insert("id".into(), id.clone().into());
        object.insert("object_marking_refs".into(), json!([self.marking]));
        if let Value::Object(properties) = identifying {
            object.extend(properties);
        }
        self.objects.push(object);
        id
    }

    fn relate(&mut self, created: &str, source: &str, relationship: &str, target: &str) {
        let own = json!({ "relationship_type": relationship, "source_ref": source, "target_ref": target });
        self.add("relationship", created, own);
    }

    /// The definition as OASIS publishes it; nothing marks itself.
    fn marking_definition(&mut self) {
        let tlp = self.terms.tlp;
        let definition = json!({
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": self.marking,
            "created": TLP_CREATED,
            "name": tlp.label(),
            "extensions": { TLP_EXTENSION: { "extension_type": "property-extension", "tlp_2_0": tlp.name() } },
        });
        self.objects.extend(definition.as_object().cloned());
    }

    fn identity(&mut self) {
        if let Some(name) = &self.terms.identity {
            let own = json!({ "name": name, "identity_class": "organization" });
            self.maker = Some(self.add_timeless("identity", own));
        }
    }

    fn threat_actor(&mut self) {
        if let Some(name) = &self.terms.attribute_to {
            let description = "Named by the person who made this export; lockstep does not attribute.";
            self.actor = Some(self.add_timeless("threat-actor", json!({ "name": name, "description": description })));
        }
    }

    fn techniques(&mut self) {
        let traces: Vec<_> = self.share.networks.iter().flat_map(|network| network.traces.iter().copied()).collect();
        for technique in Technique::of(&traces) {
            // With a link the standard wants a hash of what is there, which changes.
            let reference = json!([{ "source_name": "DISARM", "external_id": technique.id }]);
            let description = format!("Proposed where {}: a person confirms. {}", technique.because, technique.page());
            let own = json!({ "name": technique.name, "description": description, "external_references": reference });
            let id = self.add_timeless("attack-pattern", own);
            self.techniques.insert(technique.id, id);
        }
    }

    fn network(&mut self, network: &Network, meetings: &[u32]) {
        let created = stamp(network.last_act);
        let accounts: Vec<&Account> = network.shared.iter().map(|&place| self.share.account(place)).collect();
        let accounts_refs: Vec<String> = accounts.iter().map(|account| self.account(account)).collect();
        let [campaign, group] = self.groups(network, &created);
        let observed = self.observed(network, meetings, &created, &accounts_refs);
        for indicator in self.indicators(network, &created, &accounts) {
            self.relate(&created, &indicator, "indicates", &campaign);
            self.relate(&created, &indicator, "based-on", &observed);
        }
        for technique in Technique::of(&network.traces) {
            let Some(technique) = self.techniques.get(technique.id).cloned() else { continue };
            [&campaign, &group].iter().for_each(|user| self.relate(&created, user, "uses", &technique));
        }
        for object in Pushed::of(self.share, network, meetings) {
            if let Some(object) = self.pushed(&object) {
                self.relate(&created, &campaign, "related-to", &object);
            }
        }
        self.note(network, meetings, &created, [&campaign, &group, &observed]);
    }

    /// The campaign and the group of accounts that runs it.
    fn groups(&mut self, network: &Network, created: &str) -> [String; 2] {
        let name = text::network_name(self.share, network);
        let pattern = network.row.pattern().map(|pattern| format!(" {}", text::pattern(pattern))).unwrap_or_default();
        let description = format!(
            "Accounts that {} (tier {}: {}).{pattern} Candidates: a person decides.",
            wording::did([network.row.pattern()]),
            network.tier.letter(),
            wording::tier(network.tier, network.row.pattern())
        );
        let own = json!({
            "name": name,
            "description": description,
            "first_seen": stamp(network.first_act),
            "last_seen": stamp(network.last_act),
        });
        let groups = ["campaign", "intrusion-set"].map(|kind| self.add(kind, created, own.clone()));
        self.relate(created, &groups[0], "attributed-to", &groups[1]);
        if let Some(actor) = self.actor.clone() {
            groups.iter().for_each(|group| self.relate(created, group, "attributed-to", &actor));
        }
        groups
    }

    fn account(&mut self, account: &Account) -> String {
        let mut identifying = Object::new();
        identifying.insert("user_id".into(), account.platform_id.as_str().into());
        if let Some(kind) = account_type(account) {
            identifying.insert("account_type".into(), kind.into());
        }
        if let Some(login) = account.handle.as_deref().filter(|login| !login.is_empty()) {
            identifying.insert("account_login".into(), login.into());
        }
        self.observe("user-account", Value::Object(identifying))
    }

    /// The accounts as what was seen of them together.
    fn observed(&mut self, network: &Network, meetings: &[u32], created: &str, accounts: &[String]) -> String {
        let share = self.share;
        let acts = share.group_acts_of(network);
        let of_meetings = || meetings.iter().flat_map(|&place| share.meetings[place as usize].times);
        let times = || of_meetings().chain(acts.iter().map(|act| act.time));
        let first = times().min().unwrap_or(network.first_act);
        let last = times().max().unwrap_or(network.last_act);
        let co_acts = self.co_acts.get(&network.row.network_id).copied();
        let co_acts = co_acts.filter(|_| acts.is_empty()).unwrap_or(acts.len() as u64);
        let own = json!({
            "first_observed": stamp(first),
            "last_observed": stamp(last),
            "number_observed": co_acts.clamp(1, MOST_OBSERVED),
            "object_refs": accounts,
        });
        self.add("observed-data", created, own)
    }

    /// Indicators that find the accounts by their ids, platform by platform.
    fn indicators(&mut self, network: &Network, created: &str, accounts: &[&Account]) -> Vec<String> {
        let mut by_type: Vec<(Option<String>, &str)> =
            accounts.iter().map(|account| (account_type(account), account.platform_id.as_str())).collect();
        // Stable: within a platform the order of review stays.
        by_type.sort_by(|x, y| x.0.cmp(&y.0));
        let name = text::network_name(self.share, network);
        let chunks = by_type.chunk_by(|x, y| x.0 == y.0).flat_map(|same| same.chunks(ACCOUNTS_AN_INDICATOR));
        let patterns: Vec<(String, usize)> = chunks.map(|chunk| (pattern(chunk), chunk.len())).collect();
        let mut ids = Vec::with_capacity(patterns.len());
        for (pattern, accounts) in patterns {
            let own = json!({
                "name": format!("{accounts} of the accounts of {name}"),
                "description": format!(
                    "Accounts that {}: candidates, about which a person decides.",
                    wording::did([network.row.pattern()])
                ),
                "indicator_types": ["anomalous-activity"],
                "pattern": pattern,
                "pattern_type": "stix",
                "pattern_version": "2.1",
                "valid_from": stamp(network.first_act),
            });
            ids.push(self.add("indicator", created, own));
        }
        ids
    }

    /// What was pushed, as an observable; hashtags have none.
    fn pushed(&mut self, object: &Pushed) -> Option<String> {
        let (kind, value) = match object {
            Pushed::Url(value) => ("url", value),
            Pushed::Domain(value) => ("domain-name", value),
            Pushed::Hashtag(_) => return None,
        };
        Some(self.observe(kind, json!({ "value": value })))
    }

    fn note(&mut self, network: &Network, meetings: &[u32], created: &str, about: [&String; 3]) {
        let examples = text::of_meetings(self.share, network, meetings);
        let content = text::of_network(self.share, network, &examples);
        let own = json!({
            "abstract": format!("Evidence for {}, and what speaks against it", text::network_name(self.share, network)),
            "content": content,
            "object_refs": about,
        });
        self.add("note", created, own);
    }

    /// Each object once: several networks push the same addresses.
    fn finish(self) -> Value {
        let mut seen = BTreeSet::new();
        let id = |object: &Object| object.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let objects: Vec<Object> = self.objects.into_iter().filter(|object| seen.insert(id(object))).collect();
        let names: Vec<String> = objects.iter().map(id).collect();
        let bundle = ids::of_run(self.share, "bundle", &names.join(" "));
        json!({ "type": "bundle", "id": format!("bundle--{bundle}"), "objects": objects })
    }
}

/// A moment as the standard wants it, to the millisecond.
fn stamp(micros: i64) -> String {
    let second = micros.div_euclid(time::SECOND) * time::SECOND;
    let whole = time::rfc3339(second);
    format!("{}.{:03}Z", whole.trim_end_matches('Z'), (micros - second) / 1_000)
}

/// The pattern that finds these accounts of one platform.
fn pattern(accounts: &[(Option<String>, &str)]) -> String {
    let quoted: Vec<String> = accounts.iter().map(|(_, id)| literal(id)).collect();
    let ids = match &quoted[..] {
        [only] => format!("= {only}"),
        several => format!("IN ({})", several.join(", ")),
    };
    let kind = accounts.first().and_then(|(kind, _)| kind.as_deref());
    let kind = kind.map(|kind| format!("user-account:account_type = {} AND ", literal(kind))).unwrap_or_default();
    format!("[{kind}user-account:user_id {ids}]")
}

/// A string of the patterning language (STIX 2.1, section 9.3.1).
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_milliseconds() {
        assert_eq!(stamp(1_741_066_988_000_000), "2025-03-04T05:43:08.000Z");
        assert_eq!(stamp(1_741_066_988_123_999), "2025-03-04T05:43:08.123Z");
    }

    #[test]
    fn no_id_breaks_out_of_a_pattern() {
        assert_eq!(pattern(&[(None, "it's \\ me")]), r"[user-account:user_id = 'it\'s \\ me']");
        let several = [(Some("twitter".to_owned()), "1"), (Some("twitter".to_owned()), "2'] OR [x")];
        assert_eq!(
            pattern(&several),
            r"[user-account:account_type = 'twitter' AND user-account:user_id IN ('1', '2\'] OR [x')]"
        );
    }

    /// The standard's own example of a deterministic id has these properties
    /// in this form (RFC 8785).
    #[test]
    fn identifying_properties_are_written_in_canonical_form() {
        let value = json!({ "user_id": "1\u{1f}\"\u{7f}é", "account_type": "twitter" });
        assert_eq!(value.to_string(), "{\"account_type\":\"twitter\",\"user_id\":\"1\\u001f\\\"\u{7f}é\"}");
    }
}
