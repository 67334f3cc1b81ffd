//! A table of edges for graph tools: GEXF 1.3 and GraphML. Nodes are numbered in
//! the order in which the table names them; all numbers of a row are attributes
//! of its edge.

use std::io::{self, Write};

use lockstep_base::error::{Error, Result};
use lockstep_base::safe::visible;
use lockstep_data::events::Dictionary;
use lockstep_table::{DataType, Table};

use super::xml::{Xml, attvalues, datas, document, element, key, text_element};

/// What a GEXF file says of itself.
const ABOUT: &str = "Accounts that act on the same objects: a raw network, without a test against chance.";

/// An undirected graph of accounts whose edges have numbers.
#[derive(Clone, Debug)]
pub struct RawGraph {
    nodes: Dictionary,
    edges: Vec<[u32; 2]>,
    /// Name and values; of the weight first.
    attributes: Vec<Attribute>,
}

#[derive(Clone, Debug)]
struct Attribute {
    name: String,
    is_whole: bool,
    /// As they are written.
    values: Vec<String>,
}

impl RawGraph {
    /// The graph of a table whose first two columns name the ends of each edge and
    /// whose others are numbers; those of the column `weight` are the weights.
    ///
    /// # Errors
    /// When the table is another one.
    pub fn new(table: &Table, weight: &str) -> Result<Self> {
        let broken = |e: lockstep_table::Error| Error::output("a graph", e);
        let mut nodes = Dictionary::default();
        let [a, b] = [0, 1].map(|end| table.columns()[end].texts().map_err(broken));
        let (a, b) = (a?, b?);
        let mut edges = Vec::with_capacity(table.height());
        for row in 0..table.height() {
            edges.push([&a, &b].map(|ends| nodes.intern(ends.get(row).unwrap_or_default())));
        }
        let mut attributes = vec![Attribute::new(table, weight, "weight")?];
        for name in table.names().skip(2).filter(|name| *name != "weight") {
            attributes.push(Attribute::new(table, name, name)?);
        }
        Ok(Self { nodes, edges, attributes })
    }

    /// The graph as GEXF, for Gephi.
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
                let graph = [("mode", "static"), ("defaultedgetype", "undirected")];
                xml.create_element("graph").with_attributes(graph).write_inner_content(|xml| self.gexf_graph(xml))?;
                Ok(())
            })?;
            Ok(())
        })
    }

    fn gexf_graph(&self, xml: &mut Xml) -> io::Result<()> {
        // The weight is one of every edge; what is declared are the others.
        let declared = &self.attributes[1..];
        xml.create_element("attributes").with_attribute(("class", "edge")).write_inner_content(|xml| {
            declared.iter().enumerate().try_for_each(|(id, attribute)| {
                let kind = if attribute.is_whole { "long" } else { "double" };
                let title = attribute.name.clone();
                element(xml, "attribute", &[("id", id.to_string()), ("title", title), ("type", kind.to_owned())])
            })
        })?;
        xml.create_element("nodes").write_inner_content(|xml| {
            self.nodes.iter().enumerate().try_for_each(|(id, name)| {
                element(xml, "node", &[("id", id.to_string()), ("label", visible(name).into_owned())])
            })
        })?;
        xml.create_element("edges")
            .write_inner_content(|xml| (0..self.edges.len()).try_for_each(|edge| self.gexf_edge(xml, edge)))?;
        Ok(())
    }

    fn gexf_edge(&self, xml: &mut Xml, edge: usize) -> io::Result<()> {
        let [source, target] = self.edges[edge].map(|end| end.to_string());
        let (id, weight) = (edge.to_string(), self.attributes[0].values[edge].as_str());
        let attributes = [("id", id.as_str()), ("source", &source), ("target", &target), ("weight", weight)];
        let values: Vec<String> = self.attributes[1..].iter().map(|attribute| attribute.values[edge].clone()).collect();
        xml.create_element("edge").with_attributes(attributes).write_inner_content(|xml| attvalues(xml, &values))?;
        Ok(())
    }

    /// The graph as GraphML, for igraph, networkx, Cytoscape and others.
    ///
    /// # Errors
    /// Those of `to`.
    pub fn graphml(&self, to: &mut dyn Write) -> io::Result<()> {
        document(to, |xml| {
            let root = ("xmlns", "http://graphml.graphdrawing.org/xmlns");
            xml.create_element("graphml").with_attribute(root).write_inner_content(|xml| {
                key(xml, "account_id", "node", "string")?;
                self.attributes.iter().try_for_each(|attribute| {
                    key(xml, &attribute.name, "edge", if attribute.is_whole { "long" } else { "double" })
                })?;
                let graph = xml.create_element("graph").with_attribute(("edgedefault", "undirected"));
                graph.write_inner_content(|xml| self.graphml_graph(xml))?;
                Ok(())
            })?;
            Ok(())
        })
    }

    fn graphml_graph(&self, xml: &mut Xml) -> io::Result<()> {
        for (id, name) in self.nodes.iter().enumerate() {
            let id = id.to_string();
            let node = xml.create_element("node").with_attribute(("id", id.as_str()));
            node.write_inner_content(|xml| datas(xml, "node", &[("account_id", visible(name).as_ref())]))?;
        }
        for (row, ends) in self.edges.iter().enumerate() {
            let [source, target] = ends.map(|end| end.to_string());
            let values =
                self.attributes.iter().map(|attribute| (attribute.name.as_str(), attribute.values[row].as_str()));
            let values: Vec<(&str, &str)> = values.collect();
            let edge = xml.create_element("edge").with_attributes([("source", source.as_str()), ("target", &target)]);
            edge.write_inner_content(|xml| datas(xml, "edge", &values))?;
        }
        Ok(())
    }
}

impl Attribute {
    /// The numbers of a column, under a name.
    fn new(table: &Table, column: &str, name: &str) -> Result<Self> {
        let broken = |e: lockstep_table::Error| Error::output("a graph", e);
        let column = table.column(column).map_err(broken)?;
        let is_whole = !matches!(column.data_type(), DataType::Float32 | DataType::Float64);
        let values = if is_whole {
            column.texts().map_err(broken)?.iter().map(|value| value.unwrap_or_default().to_owned()).collect()
        } else {
            column.floats().map_err(broken)?.iter().map(|value| value.unwrap_or(f64::NAN).to_string()).collect()
        };
        Ok(Self { name: name.to_owned(), is_whole, values })
    }
}

#[cfg(test)]
mod tests {
    use lockstep_table::table;

    use super::*;

    fn written(write: impl Fn(&RawGraph, &mut dyn Write) -> io::Result<()>) -> String {
        let table = table!(
            "account_a" => ["a", "a"],
            "account_b" => ["<b>\u{202e}", "=c"],
            "similarity" => [0.5, 0.25],
            "objects" => [3_u64, 1],
        );
        let mut bytes = Vec::new();
        write(&RawGraph::new(&table.unwrap(), "similarity").unwrap(), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn gexf_has_every_number_of_an_edge_and_no_name_that_is_markup() {
        let text = written(RawGraph::gexf);
        let xml = roxmltree::Document::parse(&text).unwrap();
        let named = |name: &'static str| xml.descendants().filter(move |node| node.tag_name().name() == name);
        let labels: Vec<&str> = named("node").filter_map(|node| node.attribute("label")).collect();
        assert_eq!(labels, ["a", "<b><U+202E>", "=c"]);
        let edges: Vec<_> =
            named("edge").map(|e| ["source", "target", "weight"].map(|a| e.attribute(a).unwrap())).collect();
        assert_eq!(edges, [["0", "1", "0.5"], ["0", "2", "0.25"]]);
        let titles: Vec<&str> = named("attribute").filter_map(|node| node.attribute("title")).collect();
        assert_eq!(titles, ["similarity", "objects"]);
        let values: Vec<&str> = named("attvalue").filter_map(|node| node.attribute("value")).collect();
        assert_eq!(values, ["0.5", "3", "0.25", "1"]);
    }

    #[test]
    fn graphml_has_the_weight_under_its_own_name_too() {
        let text = written(RawGraph::graphml);
        let xml = roxmltree::Document::parse(&text).unwrap();
        let keys =
            xml.descendants().filter_map(|node| Some((node.attribute("attr.name")?, node.attribute("attr.type")?)));
        assert_eq!(
            keys.collect::<Vec<_>>(),
            [("account_id", "string"), ("weight", "double"), ("similarity", "double"), ("objects", "long")]
        );
        assert_eq!(text.matches("<data key=\"edge_weight\">0.5</data>").count(), 1);
    }
}
