//! The listed networks for graph tools: GEXF 1.3 and GraphML.

use std::cmp::Ordering;
use std::io::{self, Write};

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

use crate::candidates::{Candidate, Lead};
use crate::detect::Detection;
use crate::safe::visible;
use crate::wording::probability;

type Xml<'a> = Writer<&'a mut dyn Write>;

/// Attributes of a node: name, type in GEXF, type in GraphML.
const NODE: [(&str, &str, &str); 9] = [
    ("network_id", "integer", "int"),
    ("tier", "string", "string"),
    ("rank", "integer", "int"),
    ("score", "double", "double"),
    ("partners", "integer", "int"),
    ("co_acts", "long", "long"),
    ("position", "string", "string"),
    ("leads", "integer", "int"),
    ("follows", "integer", "int"),
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

fn values(candidate: &Candidate) -> [String; 9] {
    [
        candidate.network_id.to_string(),
        candidate.tier.letter().to_owned(),
        candidate.rank.to_string(),
        format!("{:.3}", candidate.score),
        candidate.partners.to_string(),
        candidate.together.co_acts.to_string(),
        candidate.standing.position.name().to_owned(),
        candidate.standing.leads.to_string(),
        candidate.standing.follows.to_string(),
    ]
}

/// A validated pair inside a network.
struct Edge {
    source: usize,
    target: usize,
    /// Objects on which the pair met, over all traces.
    objects: u32,
    /// `−log10 p`.
    score: f64,
    /// Who acts first; `a` is the source.
    lead: Lead,
}

impl Edge {
    /// The edge from the account that acts first more often to the other one,
    /// with its counts; none where both do equally often.
    fn directed(self) -> Option<Self> {
        let Lead { a, b, .. } = self.lead;
        match a.cmp(&b) {
            Ordering::Greater => Some(self),
            Ordering::Less => {
                let lead = Lead { a: b, b: a, ..self.lead };
                Some(Self { source: self.target, target: self.source, lead, ..self })
            }
            Ordering::Equal => None,
        }
    }

    /// The values of [`UNDIRECTED`].
    fn undirected_values(&self) -> Vec<String> {
        vec![self.objects.to_string(), format!("{:.3}", self.score)]
    }

    /// The values of [`DIRECTED`].
    fn directed_values(&self) -> Vec<String> {
        let lead = &self.lead;
        vec![
            self.objects.to_string(),
            lead.a.to_string(),
            lead.b.to_string(),
            lead.ties.to_string(),
            probability(lead.ln_p),
            lead.is_clear().to_string(),
        ]
    }
}

/// Pairs inside networks, the nodes numbered by rank.
fn edges(detection: &Detection) -> Vec<Edge> {
    let mut number = vec![usize::MAX; detection.events.accounts.len()];
    let candidates = &detection.findings.candidates;
    candidates.iter().enumerate().for_each(|(n, candidate)| number[candidate.account as usize] = n);
    let tested = &detection.tested;
    let validated = detection.findings.validated.iter().zip(&detection.findings.leads);
    validated
        .filter(|&(&place, _)| detection.findings.pair_networks[place].is_some())
        .map(|(&place, &lead)| Edge {
            lead,
            source: number[tested.pairs[place].a() as usize],
            target: number[tested.pairs[place].b() as usize],
            objects: tested.traces.iter().map(|trace| trace.seen[place].objects).sum(),
            score: tested.pair_score(place),
        })
        .collect()
}

/// `network.gexf`, for Gephi.
pub(super) fn gexf(detection: &Detection, to: &mut dyn Write) -> io::Result<()> {
    document(to, |xml| {
        let root = [("xmlns", "http://gexf.net/1.3"), ("version", "1.3")];
        xml.create_element("gexf").with_attributes(root).write_inner_content(|xml| {
            let graph = [("mode", "static"), ("defaultedgetype", "undirected")];
            xml.create_element("graph").with_attributes(graph).write_inner_content(|xml| gexf_graph(xml, detection))?;
            Ok(())
        })?;
        Ok(())
    })
}

fn gexf_graph(xml: &mut Xml, detection: &Detection) -> io::Result<()> {
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
        detection
            .findings
            .candidates
            .iter()
            .enumerate()
            .try_for_each(|(n, candidate)| gexf_node(xml, detection, n, candidate))
    })?;
    xml.create_element("edges").write_inner_content(|xml| {
        edges(detection).iter().enumerate().try_for_each(|(n, edge)| gexf_edge(xml, n, edge))
    })?;
    Ok(())
}

fn gexf_node(xml: &mut Xml, detection: &Detection, n: usize, candidate: &Candidate) -> io::Result<()> {
    let id = n.to_string();
    let name = visible(detection.events.accounts.get(candidate.account));
    let node = xml.create_element("node").with_attributes([("id", id.as_str()), ("label", name.as_ref())]);
    node.write_inner_content(|xml| attvalues(xml, &values(candidate)))?;
    Ok(())
}

fn gexf_edge(xml: &mut Xml, n: usize, edge: &Edge) -> io::Result<()> {
    let attributes = [n.to_string(), edge.source.to_string(), edge.target.to_string(), edge.objects.to_string()];
    let named = ["id", "source", "target", "weight"].into_iter().zip(attributes.iter().map(String::as_str));
    xml.create_element("edge")
        .with_attributes(named)
        .write_inner_content(|xml| attvalues(xml, &[format!("{:.3}", edge.score)]))?;
    Ok(())
}

fn attvalues(xml: &mut Xml, values: &[String]) -> io::Result<()> {
    xml.create_element("attvalues").write_inner_content(|xml| {
        values
            .iter()
            .enumerate()
            .try_for_each(|(id, value)| element(xml, "attvalue", &[("for", id.to_string()), ("value", value.clone())]))
    })?;
    Ok(())
}

/// `network.graphml`, for igraph, networkx, Cytoscape and others.
pub(super) fn graphml(detection: &Detection, to: &mut dyn Write) -> io::Result<()> {
    let edges = edges(detection);
    GraphMl { direction: "undirected", attributes: &UNDIRECTED, edges, values: Edge::undirected_values }
        .write(detection, to)
}

/// `network-directed.graphml`: the same pairs, each from the account that acts
/// first more often to the other one. A pair whose accounts do equally often
/// has no direction and no edge.
pub(super) fn directed_graphml(detection: &Detection, to: &mut dyn Write) -> io::Result<()> {
    let edges = edges(detection).into_iter().filter_map(Edge::directed).collect();
    GraphMl { direction: "directed", attributes: &DIRECTED, edges, values: Edge::directed_values }.write(detection, to)
}

/// A GraphML file: the candidates and some edges between them.
struct GraphMl {
    direction: &'static str,
    /// Name and type of each attribute of an edge.
    attributes: &'static [(&'static str, &'static str)],
    edges: Vec<Edge>,
    /// The values of the attributes.
    values: fn(&Edge) -> Vec<String>,
}

impl GraphMl {
    fn write(&self, detection: &Detection, to: &mut dyn Write) -> io::Result<()> {
        document(to, |xml| {
            let root = ("xmlns", "http://graphml.graphdrawing.org/xmlns");
            xml.create_element("graphml").with_attribute(root).write_inner_content(|xml| self.body(xml, detection))?;
            Ok(())
        })
    }

    fn body(&self, xml: &mut Xml, detection: &Detection) -> io::Result<()> {
        key(xml, "account_id", "node", "string")?;
        NODE.iter().try_for_each(|(name, _, kind)| key(xml, name, "node", kind))?;
        self.attributes.iter().try_for_each(|(name, kind)| key(xml, name, "edge", kind))?;
        let graph = xml.create_element("graph").with_attribute(("edgedefault", self.direction));
        graph.write_inner_content(|xml| {
            let mut candidates = detection.findings.candidates.iter().enumerate();
            candidates.try_for_each(|(n, candidate)| graphml_node(xml, detection, n, candidate))?;
            self.edges.iter().try_for_each(|edge| self.edge(xml, edge))
        })?;
        Ok(())
    }

    fn edge(&self, xml: &mut Xml, edge: &Edge) -> io::Result<()> {
        let (source, target, values) = (edge.source.to_string(), edge.target.to_string(), (self.values)(edge));
        let ends = [("source", source.as_str()), ("target", target.as_str())];
        let names = self.attributes.iter().map(|(name, _)| *name);
        let data: Vec<(&str, &str)> = names.zip(values.iter().map(String::as_str)).collect();
        xml.create_element("edge").with_attributes(ends).write_inner_content(|xml| datas(xml, "edge", &data))?;
        Ok(())
    }
}

/// Declares an attribute of nodes or edges.
fn key(xml: &mut Xml, name: &str, on: &str, kind: &str) -> io::Result<()> {
    let attributes = [
        ("id", format!("{on}_{name}")),
        ("for", on.to_owned()),
        ("attr.name", name.to_owned()),
        ("attr.type", kind.to_owned()),
    ];
    element(xml, "key", &attributes)
}

fn graphml_node(xml: &mut Xml, detection: &Detection, n: usize, candidate: &Candidate) -> io::Result<()> {
    let name = visible(detection.events.accounts.get(candidate.account));
    let values = values(candidate);
    let attributes = NODE.iter().map(|(name, ..)| *name).zip(values.iter().map(String::as_str));
    let data: Vec<(&str, &str)> = std::iter::once(("account_id", name.as_ref())).chain(attributes).collect();
    let id = n.to_string();
    let node = xml.create_element("node").with_attribute(("id", id.as_str()));
    node.write_inner_content(|xml| datas(xml, "node", &data))?;
    Ok(())
}

fn datas(xml: &mut Xml, on: &str, data: &[(&str, &str)]) -> io::Result<()> {
    data.iter().try_for_each(|(name, value)| {
        let key = format!("{on}_{name}");
        xml.create_element("data").with_attribute(("key", key.as_str())).write_text_content(BytesText::new(value))?;
        Ok(())
    })
}

fn element(xml: &mut Xml, name: &str, attributes: &[(&str, String)]) -> io::Result<()> {
    xml.create_element(name)
        .with_attributes(attributes.iter().map(|(name, value)| (*name, value.as_str())))
        .write_empty()?;
    Ok(())
}

fn document(to: &mut dyn Write, body: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(to, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    body(&mut xml)?;
    xml.into_inner().write_all(b"\n")
}
