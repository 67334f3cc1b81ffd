//! What GEXF and GraphML files are made of.

use std::io::{self, Write};

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

/// Where an XML document goes.
pub(super) type Xml<'a> = Writer<&'a mut dyn Write>;

/// The values of the attributes of a node or an edge of GEXF, in their order.
pub(super) fn attvalues(xml: &mut Xml, values: &[String]) -> io::Result<()> {
    xml.create_element("attvalues").write_inner_content(|xml| {
        values
            .iter()
            .enumerate()
            .try_for_each(|(id, value)| element(xml, "attvalue", &[("for", id.to_string()), ("value", value.clone())]))
    })?;
    Ok(())
}

/// Declares an attribute of nodes or edges.
pub(super) fn key(xml: &mut Xml, name: &str, on: &str, kind: &str) -> io::Result<()> {
    let attributes = [
        ("id", format!("{on}_{name}")),
        ("for", on.to_owned()),
        ("attr.name", name.to_owned()),
        ("attr.type", kind.to_owned()),
    ];
    element(xml, "key", &attributes)
}

/// The values of the attributes of a node or an edge of GraphML: name and value.
pub(super) fn datas(xml: &mut Xml, on: &str, data: &[(&str, &str)]) -> io::Result<()> {
    data.iter().try_for_each(|(name, value)| {
        let key = format!("{on}_{name}");
        xml.create_element("data").with_attribute(("key", key.as_str())).write_text_content(BytesText::new(value))?;
        Ok(())
    })
}

/// An element that holds a text.
pub(super) fn text_element(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text))?;
    Ok(())
}

/// An element that holds nothing.
pub(super) fn element(xml: &mut Xml, name: &str, attributes: &[(&str, String)]) -> io::Result<()> {
    xml.create_element(name)
        .with_attributes(attributes.iter().map(|(name, value)| (*name, value.as_str())))
        .write_empty()?;
    Ok(())
}

/// A document with this content.
pub(super) fn document(to: &mut dyn Write, body: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(to, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    body(&mut xml)?;
    xml.into_inner().write_all(b"\n")
}
