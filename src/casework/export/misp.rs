//! `misp-event.json`: an event in the MISP core format (IETF draft
//! `draft-dulaunoy-misp-core-format`), as PyMISP and MISP's import take it.
//!
//! Each account is an object of the template `user-account`, each network one of
//! the template `annotation` with the evidence, of which the accounts are members.
//! What they pushed are attributes. The event is for one's own organisation only,
//! is not published, and nothing in it is meant for a detection system
//! (`to_ids`): a person decides. UUIDs are of version 5: the event's from the run, the
//! accounts and the terms, all others from the event's. The same export finds its
//! first import; another one shares no object with it.

use lockstep_base::numbers::things;
use lockstep_base::time;
use lockstep_results::wording;
use serde_json::{Value, json};

use super::disarm::Technique;
use super::ids::{account_type, of_part, of_run};
use super::pushed::Pushed;
use super::share::{Account, Network, Share};
use super::terms::Terms;
use super::{ids, text};

/// The template `user-account`: UUID and version.
const ACCOUNT: (&str, &str) = ("49606b06-22f0-4ac8-8eee-2f12ad46f3d3", "6");
/// The template `annotation`.
const ANNOTATION: (&str, &str) = ("5d8dc046-15a1-4ca3-a09f-ed4ede7c4487", "3");
/// Distribution: as what it is a part of.
const INHERIT: &str = "5";
/// Distribution: your organisation only.
const OWN_ORGANISATION: &str = "0";
/// Threat level: undefined.
const UNDEFINED: &str = "4";
/// Analysis: ongoing.
const ONGOING: &str = "1";

/// The event.
pub(super) fn event(share: &Share, terms: &Terms) -> Value {
    let event = Event { share, terms, uuid: event_uuid(share, terms) };
    let meetings = share.meetings_by_network();
    let mut objects = Vec::new();
    let mut attributes: Vec<Value> = event.actor().into_iter().collect();
    for (network, meetings) in share.networks.iter().zip(&meetings) {
        let annotation = event.annotation(network, meetings);
        for &place in &network.shared {
            objects.push(event.account(network, share.account(place), &annotation["uuid"]));
        }
        objects.push(annotation);
        attributes.extend(Pushed::of(share, network, meetings).iter().map(|object| event.pushed(network, object)));
    }
    event.whole(&attributes, &objects)
}

/// By everything that changes what the event says.
fn event_uuid(share: &Share, terms: &Terms) -> String {
    let accounts: Vec<&str> = share.accounts.iter().map(|account| account.id.as_str()).collect();
    let version = env!("CARGO_PKG_VERSION");
    let what = json!([version, terms.tlp.name(), terms.identity, terms.attribute_to, accounts]);
    of_run(share, "misp-event", &what.to_string())
}

struct Event<'a> {
    share: &'a Share,
    terms: &'a Terms,
    uuid: String,
}

/// The marking, and the techniques as tags of the galaxy `disarm-techniques`.
fn tags(share: &Share, terms: &Terms) -> Vec<Value> {
    let traces: Vec<_> = share.networks.iter().flat_map(|network| network.traces.iter().copied()).collect();
    let techniques = Technique::of(&traces);
    let galaxy = techniques.iter().map(|t| format!("misp-galaxy:disarm-techniques=\"{}\"", t.name));
    let names = std::iter::once(format!("tlp:{}", terms.tlp.name())).chain(galaxy);
    names.map(|name| json!({ "name": name })).collect()
}

/// An object of a template, with attributes named by their place in it.
struct Templated<'a> {
    name: &'a str,
    template: (&'a str, &'a str),
    /// By which its UUIDs are made.
    what: String,
    comment: String,
    seen: [i64; 2],
    attributes: Vec<(&'a str, &'a str)>,
}

impl Event<'_> {
    /// The event around these.
    fn whole(&self, attributes: &[Value], objects: &[Value]) -> Value {
        let Self { share, terms, .. } = *self;
        let last = share.source.last_act;
        let mut event = json!({
            "uuid": self.uuid,
            "info": format!(
                "{} of {} that {} (lockstep, run {})",
                things(share.accounts.len() as u64, "account", "accounts"),
                things(share.networks.len() as u64, "network", "networks"),
                wording::did(share.networks.iter().map(|network| network.row.pattern())),
                &share.source.identity[..12]
            ),
            "date": time::date(last).map(|day| day.to_string()).unwrap_or_default(),
            "timestamp": seconds(last),
            "threat_level_id": UNDEFINED,
            "analysis": ONGOING,
            "distribution": OWN_ORGANISATION,
            "published": false,
            "Tag": tags(share, terms),
            "Attribute": attributes,
            "Object": objects,
        });
        if let Some(name) = &terms.identity {
            event["Orgc"] = json!({ "name": name, "uuid": ids::of_anything("misp-organisation", name) });
        }
        json!({ "Event": event })
    }

    /// An attribute that stands by itself.
    fn attribute(&self, kind: &str, category: &str, value: &str, comment: &str) -> Value {
        json!({
            "uuid": of_part(&self.uuid, "attribute", &format!("{kind} {comment} {value}")),
            "type": kind,
            "category": category,
            "value": value,
            "comment": comment,
            "to_ids": false,
            "disable_correlation": false,
            "distribution": INHERIT,
            "timestamp": seconds(self.share.source.last_act),
        })
    }

    /// Who is behind the networks, where the user says so.
    fn actor(&self) -> Option<Value> {
        let name = self.terms.attribute_to.as_deref()?;
        let comment = "named by the person who made this export; lockstep does not attribute";
        Some(self.attribute("threat-actor", "Attribution", name, comment))
    }

    fn pushed(&self, network: &Network, object: &Pushed) -> Value {
        let by = format!("pushed by network {}", network.row.network_id);
        match object {
            Pushed::Url(value) => self.attribute("url", "Network activity", value, &by),
            Pushed::Domain(value) => self.attribute("domain", "Network activity", value, &by),
            // MISP has no type of its own for it.
            Pushed::Hashtag(value) => self.attribute("text", "Other", value, &format!("hashtag {by}")),
        }
    }

    fn uuid_of(&self, templated: &Templated) -> String {
        of_part(&self.uuid, templated.name, &templated.what)
    }

    fn object(&self, templated: &Templated, references: &[Value]) -> Value {
        let timestamp = seconds(self.share.source.last_act);
        let attribute = |&(relation, value): &(&str, &str)| {
            json!({
                "uuid": of_part(&self.uuid, &format!("{relation} of {}", templated.name), &templated.what),
                "object_relation": relation,
                "type": "text",
                "category": "Other",
                "value": value,
                "to_ids": false,
                "disable_correlation": false,
                "distribution": INHERIT,
                "timestamp": timestamp,
            })
        };
        json!({
            "uuid": self.uuid_of(templated),
            "name": templated.name,
            "meta-category": "misc",
            "template_uuid": templated.template.0,
            "template_version": templated.template.1,
            "comment": templated.comment,
            "distribution": INHERIT,
            "timestamp": timestamp,
            "first_seen": time::rfc3339(templated.seen[0]),
            "last_seen": time::rfc3339(templated.seen[1]),
            "Attribute": templated.attributes.iter().map(attribute).collect::<Vec<_>>(),
            "ObjectReference": references,
        })
    }

    fn account(&self, network: &Network, account: &Account, network_uuid: &Value) -> Value {
        let kind = account_type(account);
        let attributes = [
            ("user-id", Some(account.platform_id.as_str())),
            ("username", account.handle.as_deref()),
            ("display-name", account.display_name.as_deref()),
            ("account-type", kind.as_deref()),
        ];
        let filled =
            |(name, value): (&'static str, Option<_>)| Some((name, value.filter(|value: &&str| !value.is_empty())?));
        let templated = Templated {
            name: "user-account",
            template: ACCOUNT,
            what: account.id.clone(),
            comment: format!(
                "rank {}, network {}, tier {}{}",
                account.row.rank,
                network.row.network_id,
                account.tier.letter(),
                account.pattern.map(|pattern| format!(", pattern {}", pattern.name())).unwrap_or_default()
            ),
            seen: [account.first_act, account.last_act],
            attributes: attributes.into_iter().filter_map(filled).collect(),
        };
        let reference = json!({
            "uuid": of_part(&self.uuid, "reference", &account.id),
            "object_uuid": self.uuid_of(&templated),
            "referenced_uuid": network_uuid,
            "relationship_type": "member-of",
            "comment": "",
        });
        self.object(&templated, &[reference])
    }

    fn annotation(&self, network: &Network, meetings: &[u32]) -> Value {
        let examples = text::of_meetings(self.share, network, meetings);
        let content = text::of_network(self.share, network, &examples);
        let templated = Templated {
            name: "annotation",
            template: ANNOTATION,
            what: network.row.network_id.to_string(),
            comment: text::network_name(self.share, network),
            seen: [network.first_act, network.last_act],
            attributes: vec![("text", &content), ("type", "Annotation"), ("format", "text")],
        };
        self.object(&templated, &[])
    }
}

/// A moment as MISP writes it: whole seconds since 1970-01-01 UTC, as text.
fn seconds(micros: i64) -> String {
    micros.div_euclid(time::SECOND).to_string()
}
