//! The listed networks for graph tools: GEXF 1.3, GraphML, tables of nodes and
//! edges.
//!
//! The GEXF file is dynamic, as <https://gexf.net/dynamics.html> has it: an
//! account is there from its first act to its last one, an edge on the days on
//! which its accounts met. Its `timeformat` is `date` though its times are
//! moments: Gephi reads a moment under either name, and networkx
//! only under this one (its issue 3246).

use std::cmp::Ordering;
use std::io::{self, Write};

use lockstep_base::numbers::probability;
use lockstep_base::pattern::Pattern;
use lockstep_base::safe::{cell, visible};
use lockstep_base::tier::Tier;
use lockstep_base::time::{day, rfc3339};
use lockstep_detect::Detection;
use lockstep_detect::candidates::{Candidate, Lead, Standing};
use rayon::prelude::*;

use super::csv::write_table;
use super::xml::{Xml, attvalues, datas, document, element, key, text_element};

/// What a GEXF file says of itself.
const ABOUT: &str = "Accounts that act in lockstep. An edge is there on the days on which its accounts met.";

/// Attributes of a node: name, type in GEXF, type in GraphML.
const NODE: [(&str, &str, &str); 10] = [
    ("network_id", "integer", "int"),
    ("tier", "string", "string"),
    ("rank", "integer", "int"),
    ("score", "double", "double"),
    ("partners", "integer", "int"),
    ("co_acts", "long", "long"),
    ("position", "string", "string"),
    ("leads", "integer", "int"),
    ("follows", "integer", "int"),
    ("pattern", "string", "string"),
];

/// Attributes of an edge of `network.graphml`: name and type.
const UNDIRECTED: [(&str, &str); 2] = [("weight", "double"), ("score", "double")];

/// Attributes of an edge of `network-directed.graphml`.
const DIRECTED: [(&str, &str); 6] = [
    ("weight", "double"),
    ("leads", "int"),
    ("follows", "int"),
    ("ties", "int"),
    ("p_direction", "double"),
    ("clear", "boolean"),
];

/// The accounts on the list and the validated pairs among them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The accounts in the order of review.
    pub nodes: Vec<GraphNode>,
    /// The pairs in the order of `pairs.parquet`.
    pub edges: Vec<GraphEdge>,
}

/// An account on the list.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphNode {
    /// The exact id; every writer makes it safe to show.
    pub account_id: String,
    /// Its network.
    pub network_id: u32,
    /// The network's tier.
    pub tier: Tier,
    /// From 1: the order of review.
    pub rank: u64,
    /// The sum of `−log10 p` of its three strongest validated pairs.
    pub score: f64,
    /// Accounts with which it forms a validated pair.
    pub partners: u64,
    /// Co-acts of these pairs.
    pub co_acts: u64,
    /// How often it acts before the others of its network.
    pub standing: Standing,
    /// The first and the last act of its co-acts, in microseconds since 1970 UTC.
    pub acts: Spell,
    /// The network's pattern; none in runs of versions that knew no patterns.
    pub pattern: Option<Pattern>,
}

/// A validated pair inside a network.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphEdge {
    /// The pair's first account, by its place among the nodes.
    pub source: u32,
    /// The other one.
    pub target: u32,
    /// Objects on which the pair met, over all traces: the edge's weight.
    pub objects: u32,
    /// `−log10 p` over all traces.
    pub score: f64,
    /// Who acts first; `a` is the source.
    pub lead: Lead,
    /// One spell for each UTC day with an act of a meeting, ascending. Days,
    /// because a pair's meetings can be thousands.
    pub days: Vec<Spell>,
}

/// Two moments in microseconds since 1970 UTC, both of them included; they may
/// be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// When it begins.
    pub first: i64,
    /// When it ends.
    pub last: i64,
}

impl Graph {
    /// The graph of a run.
    pub fn of(detection: &Detection) -> Self {
        let (tested, findings) = (&detection.tested, &detection.findings);
        let mut number = vec![u32::MAX; detection.events.accounts.len()];
        findings.candidates.iter().zip(0..).for_each(|(candidate, n)| number[candidate.account as usize] = n);
        let edge = |(&place, &lead): (&usize, &Lead)| {
            findings.pair_networks[place]?;
            let ends = [tested.pairs[place].a(), tested.pairs[place].b()].map(|account| number[account as usize]);
            let meetings = tested.traces.iter().flat_map(|trace| trace.meetings(place));
            let meetings = meetings.map(|meeting| [meeting.co_act.earlier, meeting.co_act.later]);
            Some(GraphEdge::new(ends, tested.pair_score(place), lead, meetings.collect()))
        };
        Self {
            nodes: findings.candidates.iter().map(|candidate| GraphNode::of(detection, candidate)).collect(),
            edges: findings.validated.par_iter().zip(&findings.leads).filter_map(edge).collect(),
        }
    }
}

impl GraphNode {
    fn of(detection: &Detection, candidate: &Candidate) -> Self {
        Self {
            account_id: detection.events.accounts.get(candidate.account).to_owned(),
            network_id: candidate.network_id,
            tier: candidate.tier,
            rank: candidate.rank as u64,
            score: candidate.score,
            partners: candidate.partners as u64,
            co_acts: candidate.together.co_acts,
            standing: candidate.standing,
            acts: Spell { first: candidate.together.first_act, last: candidate.together.last_act },
            pattern: Some(candidate.pattern),
        }
    }

    /// The values of [`NODE`].
    fn values(&self) -> [String; NODE.len()] {
        [
            self.network_id.to_string(),
            self.tier.letter().to_owned(),
            self.rank.to_string(),
            format!("{:.3}", self.score),
            self.partners.to_string(),
            self.co_acts.to_string(),
            self.standing.position.name().to_owned(),
            self.standing.leads.to_string(),
            self.standing.follows.to_string(),
            self.pattern.map_or("", Pattern::name).to_owned(),
        ]
    }
}

impl GraphEdge {
    /// The edge between two nodes whose accounts met so often: each meeting is
    /// the moments of its two acts, on an object of its own.
    pub fn new(ends: [u32; 2], score: f64, lead: Lead, meetings: Vec<[i64; 2]>) -> Self {
        let objects = meetings.len() as u32;
        let mut acts: Vec<i64> = meetings.into_iter().flatten().collect();
        acts.sort_unstable();
        let days = acts.chunk_by(|one, next| day(*one) == day(*next));
        let days = days.map(|acts| Spell { first: acts[0], last: acts[acts.len() - 1] }).collect();
        Self { source: ends[0], target: ends[1], objects, score, lead, days }
    }

    /// The ends from the account that acts first more often to the other one,
    /// with its counts; none where both do equally often.
    fn directed(&self) -> Option<([u32; 2], Lead)> {
        let Lead { a, b, .. } = self.lead;
        match a.cmp(&b) {
            Ordering::Greater => Some(([self.source, self.target], self.lead)),
            Ordering::Less => Some(([self.target, self.source], Lead { a: b, b: a, ..self.lead })),
            Ordering::Equal => None,
        }
    }
}

impl Graph {
    /// `network.gexf`, for Gephi: undirected, with times.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn gexf(&self, to: &mut dyn Write) -> io::Result<()> {
        document(to, |xml| {
            let root = [("xmlns", "http://gexf.net/1.3"), ("version", "1.3")];
            xml.create_element("gexf").with_attributes(root).write_inner_content(|xml| {
                xml.create_element("meta").write_inner_content(|xml| {
                    text_element(xml, "creator", "lockstep")?;
                    text_element(xml, "description", ABOUT)
                })?;
                let graph = [("mode", "dynamic"), ("defaultedgetype", "undirected"), ("timeformat", "date")];
                xml.create_element("graph").with_attributes(graph).write_inner_content(|xml| self.gexf_graph(xml))?;
                Ok(())
            })?;
            Ok(())
        })
    }

    fn gexf_graph(&self, xml: &mut Xml) -> io::Result<()> {
        xml.create_element("attributes").with_attribute(("class", "node")).write_inner_content(|xml| {
            for (id, (title, kind, _)) in NODE.iter().enumerate() {
                let attributes = [("id", id.to_string()), ("title", (*title).to_owned()), ("type", (*kind).to_owned())];
                element(xml, "attribute", &attributes)?;
            }
            Ok(())
        })?;
        xml.create_element("attributes").with_attribute(("class", "edge")).write_inner_content(|xml| {
            element(xml, "attribute", &[("id", "0".into()), ("title", "score".into()), ("type", "double".into())])
        })?;
        xml.create_element("nodes").write_inner_content(|xml| {
            self.nodes.iter().enumerate().try_for_each(|(n, node)| gexf_node(xml, n, node))
        })?;
        xml.create_element("edges").write_inner_content(|xml| {
            self.edges.iter().enumerate().try_for_each(|(n, edge)| gexf_edge(xml, n, edge))
        })?;
        Ok(())
    }

    /// `network.graphml`, for igraph, networkx, Cytoscape and others.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn graphml(&self, to: &mut dyn Write) -> io::Result<()> {
        let edges = self.edges.iter().map(|edge| {
            let values = vec![edge.objects.to_string(), format!("{:.3}", edge.score)];
            ([edge.source, edge.target], values)
        });
        self.graphml_of(to, "undirected", &UNDIRECTED, edges)
    }

    /// `network-directed.graphml`: the same pairs, each from the account that acts
    /// first more often to the other one. A pair whose accounts do equally often
    /// has no direction and no edge.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn directed_graphml(&self, to: &mut dyn Write) -> io::Result<()> {
        let edges = self.edges.iter().filter_map(|edge| {
            let (ends, lead) = edge.directed()?;
            let values = vec![
                edge.objects.to_string(),
                lead.a.to_string(),
                lead.b.to_string(),
                lead.ties.to_string(),
                probability(lead.ln_p),
                lead.is_clear().to_string(),
            ];
            Some((ends, values))
        });
        self.graphml_of(to, "directed", &DIRECTED, edges)
    }

    /// A GraphML file of the nodes and some edges, each with the values of the
    /// `attributes`, which are names and types.
    fn graphml_of(
        &self,
        to: &mut dyn Write,
        direction: &str,
        attributes: &[(&str, &str)],
        mut edges: impl Iterator<Item = ([u32; 2], Vec<String>)>,
    ) -> io::Result<()> {
        let graph = |xml: &mut Xml| -> io::Result<()> {
            self.nodes.iter().enumerate().try_for_each(|(n, node)| graphml_node(xml, n, node))?;
            edges.try_for_each(|(ends, values)| graphml_edge(xml, ends, attributes, &values))
        };
        document(to, |xml| {
            let root = ("xmlns", "http://graphml.graphdrawing.org/xmlns");
            xml.create_element("graphml").with_attribute(root).write_inner_content(|xml| {
                key(xml, "account_id", "node", "string")?;
                NODE.iter().try_for_each(|(name, _, kind)| key(xml, name, "node", kind))?;
                attributes.iter().try_for_each(|(name, kind)| key(xml, name, "edge", kind))?;
                xml.create_element("graph").with_attribute(("edgedefault", direction)).write_inner_content(graph)?;
                Ok(())
            })?;
            Ok(())
        })
    }

    /// The nodes as CSV, one row an account: `id` is the number that
    /// [`Self::edges_csv`] and the other files give it, `label` its id as a
    /// spreadsheet may see it.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn nodes_csv(&self, to: &mut dyn Write) -> io::Result<()> {
        // The columns that came last stand last.
        const LATER: usize = 1;
        let names: Vec<&str> = NODE.iter().map(|(name, ..)| *name).collect();
        let (first, later) = names.split_at(NODE.len() - LATER);
        let header = [&["id", "label"], first, &["first_act", "last_act"], later].concat();
        let row = |(id, node): (usize, &GraphNode)| {
            let mut row = vec![id.to_string(), cell(&node.account_id).into_owned()];
            let values = node.values();
            let (first, later) = values.split_at(NODE.len() - LATER);
            row.extend_from_slice(first);
            row.extend([rfc3339(node.acts.first), rfc3339(node.acts.last)]);
            row.extend_from_slice(later);
            row
        };
        write_table(to, &header, self.nodes.iter().enumerate().map(row))
    }

    /// The edges as CSV, one row a pair: `source_first` and `target_first` are
    /// the objects on which either acted first, `same_moment` those on which
    /// neither did, `days` the UTC days of their meetings' acts.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn edges_csv(&self, to: &mut dyn Write) -> io::Result<()> {
        let header = [
            "source",
            "target",
            "weight",
            "score",
            "source_first",
            "target_first",
            "same_moment",
            "p_direction",
            "days",
            "first_act",
            "last_act",
        ];
        let moment = |moment: Option<i64>| moment.map_or_else(String::new, rfc3339);
        let row = |edge: &GraphEdge| {
            vec![
                edge.source.to_string(),
                edge.target.to_string(),
                edge.objects.to_string(),
                format!("{:.3}", edge.score),
                edge.lead.a.to_string(),
                edge.lead.b.to_string(),
                edge.lead.ties.to_string(),
                probability(edge.lead.ln_p),
                edge.days.len().to_string(),
                moment(edge.days.first().map(|day| day.first)),
                moment(edge.days.last().map(|day| day.last)),
            ]
        };
        write_table(to, &header, self.edges.iter().map(row))
    }
}

fn gexf_node(xml: &mut Xml, n: usize, node: &GraphNode) -> io::Result<()> {
    let (id, [start, end]) = (n.to_string(), node.acts.bounds());
    let name = visible(&node.account_id);
    let attributes = [("id", id.as_str()), ("label", name.as_ref()), ("start", start.as_str()), ("end", end.as_str())];
    let element = xml.create_element("node").with_attributes(attributes);
    element.write_inner_content(|xml| attvalues(xml, &node.values()))?;
    Ok(())
}

fn gexf_edge(xml: &mut Xml, n: usize, edge: &GraphEdge) -> io::Result<()> {
    let attributes = [n.to_string(), edge.source.to_string(), edge.target.to_string(), edge.objects.to_string()];
    let named = ["id", "source", "target", "weight"].into_iter().zip(attributes.iter().map(String::as_str));
    xml.create_element("edge").with_attributes(named).write_inner_content(|xml| {
        attvalues(xml, &[format!("{:.3}", edge.score)])?;
        xml.create_element("spells").write_inner_content(|xml| {
            edge.days.iter().try_for_each(|day| {
                let [start, end] = day.bounds();
                element(xml, "spell", &[("start", start), ("end", end)])
            })
        })?;
        Ok(())
    })?;
    Ok(())
}

impl Spell {
    fn bounds(self) -> [String; 2] {
        [self.first, self.last].map(rfc3339)
    }
}

fn graphml_node(xml: &mut Xml, n: usize, node: &GraphNode) -> io::Result<()> {
    let (name, values) = (visible(&node.account_id), node.values());
    let attributes = NODE.iter().map(|(name, ..)| *name).zip(values.iter().map(String::as_str));
    let data: Vec<(&str, &str)> = std::iter::once(("account_id", name.as_ref())).chain(attributes).collect();
    let id = n.to_string();
    let element = xml.create_element("node").with_attribute(("id", id.as_str()));
    element.write_inner_content(|xml| datas(xml, "node", &data))?;
    Ok(())
}

fn graphml_edge(xml: &mut Xml, ends: [u32; 2], names: &[(&str, &str)], values: &[String]) -> io::Result<()> {
    let [source, target] = ends.map(|end| end.to_string());
    let ends = [("source", source.as_str()), ("target", target.as_str())];
    let data: Vec<(&str, &str)> = names.iter().map(|(name, _)| *name).zip(values.iter().map(String::as_str)).collect();
    xml.create_element("edge").with_attributes(ends).write_inner_content(|xml| datas(xml, "edge", &data))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lockstep_base::time::{DAY, SECOND};
    use lockstep_detect::candidates::Position;

    /// Two accounts that met twice on the first day of 1970, the second time
    /// over midnight, and once on the fourth.
    fn met() -> Graph {
        let node = |account_id: &str, rank| GraphNode {
            account_id: account_id.to_owned(),
            network_id: 1,
            tier: Tier::B,
            rank,
            score: 12.34567,
            partners: 1,
            co_acts: 3,
            standing: Standing { leads: 2, follows: 1, position: Position::Open },
            acts: Spell { first: 10 * SECOND, last: 3 * DAY + 9 * SECOND },
            pattern: Some(Pattern::SameEvent),
        };
        let meetings = vec![
            [3 * DAY + 8 * SECOND, 3 * DAY + 9 * SECOND],
            [10 * SECOND, 15 * SECOND],
            [DAY - SECOND, DAY + SECOND / 2],
        ];
        let lead = Lead::new(0, 3, 0);
        Graph {
            nodes: vec![node("=1+1", 1), node("a\u{202e}<b>", 2)],
            edges: vec![GraphEdge::new([0, 1], 6.5, lead, meetings)],
        }
    }

    fn written(write: impl Fn(&Graph, &mut dyn Write) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&met(), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn an_edge_is_there_on_the_days_of_its_acts() {
        let edge = &met().edges[0];
        let days = [(10 * SECOND, DAY - SECOND), (DAY + SECOND / 2, DAY + SECOND / 2)];
        let days = days.into_iter().chain([(3 * DAY + 8 * SECOND, 3 * DAY + 9 * SECOND)]);
        assert_eq!(edge.days, days.map(|(first, last)| Spell { first, last }).collect::<Vec<_>>());
        assert_eq!(edge.objects, 3);
        let gexf = written(Graph::gexf);
        let gexf = roxmltree::Document::parse(&gexf).unwrap();
        let spells = gexf.descendants().filter(|node| node.has_tag_name(("http://gexf.net/1.3", "spell")));
        let spells: Vec<_> = spells.map(|spell| ["start", "end"].map(|name| spell.attribute(name).unwrap())).collect();
        assert_eq!(
            spells,
            [
                ["1970-01-01T00:00:10Z", "1970-01-01T23:59:59Z"],
                ["1970-01-02T00:00:00.5Z", "1970-01-02T00:00:00.5Z"],
                ["1970-01-04T00:00:08Z", "1970-01-04T00:00:09Z"],
            ]
        );
    }

    #[test]
    fn the_directed_edge_begins_at_who_is_first() {
        assert!(written(Graph::directed_graphml).contains("<edge source=\"1\" target=\"0\">"));
        let mut even = met();
        even.edges[0].lead = Lead::new(1, 1, 1);
        let mut bytes = Vec::new();
        even.directed_graphml(&mut bytes).unwrap();
        assert!(!String::from_utf8(bytes).unwrap().contains("<edge "));
    }

    #[test]
    fn tables_of_nodes_and_edges_belong_together() {
        assert_eq!(
            written(Graph::nodes_csv),
            "id,label,network_id,tier,rank,score,partners,co_acts,position,leads,follows,first_act,last_act,pattern\n\
             0,'=1+1,1,B,1,12.346,1,3,,2,1,1970-01-01T00:00:10Z,1970-01-04T00:00:09Z,same_event\n\
             1,a<U+202E><b>,1,B,2,12.346,1,3,,2,1,1970-01-01T00:00:10Z,1970-01-04T00:00:09Z,same_event\n"
        );
        assert_eq!(
            written(Graph::edges_csv),
            "source,target,weight,score,source_first,target_first,same_moment,p_direction,days,first_act,last_act\n\
             0,1,3,6.500,0,3,0,2.500e-1,3,1970-01-01T00:00:10Z,1970-01-04T00:00:09Z\n"
        );
    }
}
