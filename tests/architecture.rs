//! The code keeps its shape: no arrow between wings runs back, no modules of a
//! wing import each other in a circle, and what children import through their
//! parent is only re-exported there. `ARCHITECTURE.md` says why.
//!
//! The sources are read as text, without their tests: `use` declarations and
//! paths that begin with `crate`, `super`, `self` or a child module are arrows;
//! a name that a module only re-exports leads to the module that defines it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The wings in the order of the data; a wing may use those before it.
const WINGS: [&str; 12] =
    ["base", "domains", "table", "data", "method", "detect", "charts", "results", "casework", "policy", "lab", "cli"];

fn root() -> PathBuf {
    std::env::current_dir().expect("the folder of the project")
}

#[test]
fn every_wing_uses_only_those_before_it() {
    let mut listed: Vec<String> = fs::read_dir(root().join("src"))
        .expect("src")
        .map(|entry| entry.expect("an entry of src"))
        // Where proptest keeps the cases that failed in the wings.
        .filter(|entry| entry.path().is_dir() && entry.file_name() != "proptest-regressions")
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    listed.sort();
    let mut wings = WINGS.map(str::to_owned);
    wings.sort();
    assert_eq!(listed, wings, "a new wing needs its place in the order");
    for (place, wing) in WINGS.iter().enumerate() {
        let manifest = fs::read_to_string(root().join("src").join(wing).join("Cargo.toml")).expect("a manifest");
        for used in manifest.lines().filter_map(|line| line.strip_prefix("lockstep-")) {
            let used = used.split(['.', ' ', '=']).next().unwrap_or_default();
            let before = WINGS.iter().position(|wing| *wing == used);
            assert!(before.is_some_and(|before| before < place), "{wing} must not use {used}, which comes after it");
        }
    }
}

#[test]
fn no_modules_of_a_wing_import_each_other_in_a_circle() {
    let mut circles = String::new();
    for wing in WINGS {
        let modules = modules(wing);
        for circle in circles_of(&arrows(&modules)) {
            writeln!(circles, "{wing}: {}", circle.join(" <-> ")).expect("a String");
        }
    }
    assert!(circles.is_empty(), "modules that import each other:\n{circles}");
}

#[test]
fn what_children_import_is_only_re_exported_by_their_parent() {
    let mut faults = String::new();
    for wing in WINGS {
        let modules = modules(wing);
        for (child, targets) in arrows(&modules) {
            for parent in targets.iter().filter(|parent| is_within(&child, parent)) {
                writeln!(faults, "{wing}: {child} imports what {} defines", shown(parent)).expect("a String");
            }
        }
    }
    assert!(faults.is_empty(), "move what children need into a file of its own:\n{faults}");
}

/// A module as its file says.
struct Module {
    /// Its code without comments, literals and tests.
    code: String,
    /// Its child modules.
    children: BTreeSet<String>,
    /// Names that it brings in from elsewhere, and from where.
    brought: BTreeMap<String, Vec<String>>,
    /// Modules all of whose names it brings in.
    globs: Vec<Vec<String>>,
    /// Every path that it follows, absolute, without the crate.
    paths: Vec<Vec<String>>,
}

fn shown(module: &str) -> &str {
    if module.is_empty() { "the root" } else { module }
}

fn is_within(child: &str, parent: &str) -> bool {
    parent != child && (parent.is_empty() || child.strip_prefix(parent).is_some_and(|rest| rest.starts_with("::")))
}

/// The modules of a wing by their paths; the root has the path "".
fn modules(wing: &str) -> BTreeMap<String, Module> {
    let mut found = BTreeMap::new();
    let folder = root().join("src").join(wing);
    collect(&folder, &folder.join("lib.rs"), &mut Vec::new(), &mut found);
    found
}

fn collect(folder: &Path, file: &Path, path: &mut Vec<String>, found: &mut BTreeMap<String, Module>) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let code = without_tests(&stripped(&text));
    let children: BTreeSet<String> = words(&code)
        .windows(3)
        .filter(|three| three[0] == "mod" && three[2] == ";")
        .map(|three| three[1].clone())
        .collect();
    let module = Module { brought: BTreeMap::new(), globs: Vec::new(), paths: Vec::new(), children, code };
    for child in &module.children {
        let (plain, nested) = (folder.join(format!("{child}.rs")), folder.join(child).join("mod.rs"));
        path.push(child.clone());
        collect(&folder.join(child), if plain.exists() { &plain } else { &nested }, path, found);
        path.pop();
    }
    let module = resolved(module, path);
    found.insert(path.join("::"), module);
}

/// The module with its imports and paths made absolute.
fn resolved(mut module: Module, path: &[String]) -> Module {
    let words = words(&module.code);
    let mut at = 0;
    while at < words.len() {
        if words[at] == "use" {
            let end = at + words[at..].iter().position(|word| word == ";").unwrap_or(words.len() - at);
            for (target, name) in leaves(&words[at + 1..end]) {
                let Some(target) = absolute(&target, path, &module.children) else { continue };
                match name.as_str() {
                    "*" => module.globs.push(target.clone()),
                    _ => drop(module.brought.insert(name, target.clone())),
                }
                module.paths.push(target);
            }
            at = end;
        } else if at == 0 || words[at - 1] != "::" {
            let mut target = vec![words[at].clone()];
            while words.get(at + 1).is_some_and(|word| word == "::") && words.get(at + 2).is_some_and(|w| is_name(w)) {
                target.push(words[at + 2].clone());
                at += 2;
            }
            if target.len() > 1 {
                module.paths.extend(absolute(&target, path, &module.children));
            }
        }
        at += 1;
    }
    module
}

/// The arrows between the modules of a wing.
fn arrows(modules: &BTreeMap<String, Module>) -> BTreeMap<String, BTreeSet<String>> {
    let arrows = |(name, module): (&String, &Module)| {
        let targets = module.paths.iter().map(|path| definer(modules, path, 0)).filter(|target| target != name);
        // A parent that only names its child's items does not depend on them.
        let targets = targets.filter(|target| !(is_within(target, name) && is_face(module)));
        (name.clone(), targets.collect())
    };
    modules.iter().map(arrows).collect()
}

/// True where a module has nothing but docs, child modules and re-exports.
fn is_face(module: &Module) -> bool {
    let mut rest = words(&module.code).into_iter().peekable();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "pub" | "(" | ")" | "crate" | "super" | "#" => {}
            "[" => while rest.next().is_some_and(|word| word != "]") {},
            "mod" | "use" => while rest.next().is_some_and(|word| word != ";") {},
            _ => return false,
        }
    }
    true
}

/// The module that defines what a path leads to.
fn definer(modules: &BTreeMap<String, Module>, path: &[String], depth: usize) -> String {
    let mut at = String::new();
    for (place, name) in path.iter().enumerate() {
        let module = &modules[&at];
        if module.children.contains(name) {
            at = if at.is_empty() { name.clone() } else { format!("{at}::{name}") };
            continue;
        }
        assert!(depth < 20, "re-exports in a circle at {path:?}");
        if let Some(source) = module.brought.get(name) {
            let mut onward = source.clone();
            onward.extend_from_slice(&path[place + 1..]);
            return definer(modules, &onward, depth + 1);
        }
        let defines = |module: &Module| {
            words(&module.code).windows(2).any(|two| {
                ["fn", "struct", "enum", "trait", "type", "const", "static", "union", "!"].contains(&two[0].as_str())
                    && two[1] == *name
            })
        };
        if !defines(module) {
            for source in &module.globs {
                let mut onward = source.clone();
                onward.extend_from_slice(&path[place..]);
                let found = definer(modules, &onward, depth + 1);
                if modules.get(&found).is_some_and(defines) {
                    return found;
                }
            }
        }
        return at;
    }
    at
}

/// The path from the root of the wing, if it stays in the wing.
fn absolute(path: &[String], here: &[String], children: &BTreeSet<String>) -> Option<Vec<String>> {
    let mut base = here.to_vec();
    let mut rest = path;
    match rest.first()?.as_str() {
        "crate" => (base, rest) = (Vec::new(), &rest[1..]),
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|word| word == "super") {
                base.pop()?;
                rest = &rest[1..];
            }
        }
        child if children.contains(child) => {}
        _ => return None,
    }
    base.extend_from_slice(rest);
    if base.last().is_some_and(|word| word == "*" || word == "self") {
        base.pop();
    }
    Some(base)
}

/// The paths of a `use` tree, and the names under which they are brought in.
fn leaves(tree: &[String]) -> Vec<(Vec<String>, String)> {
    let mut prefix = Vec::new();
    let mut at = 0;
    while at < tree.len() {
        match tree[at].as_str() {
            "::" => {}
            "{" => {
                let mut all = Vec::new();
                let (mut start, mut depth) = (at + 1, 0);
                for place in at + 1..tree.len() {
                    match tree[place].as_str() {
                        "{" => depth += 1,
                        "}" if depth > 0 => depth -= 1,
                        "," | "}" if depth == 0 => {
                            all.extend(leaves(&tree[start..place]));
                            start = place + 1;
                        }
                        _ => {}
                    }
                }
                let whole = |(path, name): (Vec<String>, String)| ([prefix.clone(), path].concat(), name);
                return all.into_iter().map(whole).collect();
            }
            "as" => return vec![(prefix, tree.get(at + 1).cloned().unwrap_or_default())],
            name => prefix.push(name.to_owned()),
        }
        at += 1;
    }
    let name = match prefix.last().map(String::as_str) {
        None => return Vec::new(),
        Some("self") => prefix.iter().rev().nth(1).cloned().unwrap_or_default(),
        Some(name) => name.to_owned(),
    };
    vec![(prefix, name)]
}

/// Groups of modules of which each leads to every other.
fn circles_of(arrows: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<&str>> {
    let reach = |from: &str| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(next) = open.pop() {
            for target in arrows.get(&next).into_iter().flatten() {
                if seen.insert(target.clone()) {
                    open.push(target.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<String>> = arrows.keys().map(|name| (name.as_str(), reach(name))).collect();
    let mut done = BTreeSet::new();
    let mut circles = Vec::new();
    for (name, all) in &reached {
        if all.contains(*name) && !done.contains(name) {
            let circle: Vec<&str> = reached
                .iter()
                .filter(|(other, back)| all.contains(**other) && back.contains(*name))
                .map(|(o, _)| *o)
                .collect();
            done.extend(circle.iter().copied());
            circles.push(circle.iter().map(|name| shown(name)).collect());
        }
    }
    circles
}

/// The text without comments and without what stands in literals.
fn stripped(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while at < bytes.len() {
        let rest = &text[at..];
        let raw = rest.strip_prefix('r').map(|rest| rest.len() - rest.trim_start_matches('#').len());
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some(hashes) = raw.filter(|hashes| {
            rest[1 + hashes..].starts_with('"') && !out.ends_with(|c: char| c.is_alphanumeric() || c == '_')
        }) {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = 2 + hashes;
            at += start + rest[start..].find(&end).map_or(rest.len() - start, |found| found + end.len());
        } else if rest.starts_with('"') {
            let mut end = 1;
            while rest.as_bytes().get(end).is_some_and(|byte| *byte != b'"') {
                end += if rest.as_bytes()[end] == b'\\' { 2 } else { 1 };
            }
            at += (end + 1).min(rest.len());
        } else if let Some(character) = character_literal(rest) {
            at += character;
        } else {
            let next = rest.chars().next().expect("not at the end");
            out.push(next);
            at += next.len_utf8();
        }
    }
    out
}

/// The length of a character literal, for it may hold a quote or a brace.
fn character_literal(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    let first = inside.chars().next()?;
    if first == '\\' {
        return inside[2..].find('\'').map(|end| end + 4);
    }
    inside[first.len_utf8()..].starts_with('\'').then(|| first.len_utf8() + 2)
}

/// The code without the items that only tests have.
fn without_tests(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(found) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..found]);
        rest = &rest[found..];
        let end = rest.find([';', '{']).unwrap_or(rest.len());
        let mut depth = 0;
        let mut close = end;
        for (place, character) in rest[end..].char_indices() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                close = end + place + 1;
                break;
            }
        }
        rest = &rest[close.min(rest.len())..];
    }
    out + rest
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and every other character that is not blank.
fn words(code: &str) -> Vec<String> {
    let (mut words, mut at) = (Vec::new(), 0);
    while let Some(first) = code[at..].chars().next() {
        let rest = &code[at..];
        let length = if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            words.push(rest[..length].to_owned());
        }
        at += length;
    }
    words
}
