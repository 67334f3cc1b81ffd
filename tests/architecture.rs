//! The code keeps its shape: no arrow between wings runs back, no modules of a
//! wing import each other in a circle, and what children import through their
//! parent is only re-exported there. `ARCHITECTURE.md` says why. What comes from elsewhere is
//! what `deny.toml` allows and `docs/dependencies.md` accounts for; what `docs/threat-model.md`
//! promises has its tests.
//!
//! The sources are read as text, without their tests: `use` declarations and
//! paths that begin with `crate`, `super`, `self` or a child module are arrows;
//! a name that a module only re-exports leads to the module that defines it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a failing unwrap is a failing test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use toml::Table;

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

#[test]
fn what_is_built_in_is_what_deny_toml_allows() {
    let (rules, lock) = (toml_of("deny.toml"), toml_of("Cargo.lock"));
    let mut faults = String::new();
    // Of every system.
    let banned: BTreeSet<&str> = list(&rules["bans"]["deny"]).iter().map(|ban| text(&ban["crate"])).collect();
    for package in list(&lock["package"]) {
        let name = text(&package["name"]);
        let is_ours = name == "lockstep" || name.starts_with("lockstep-");
        if banned.contains(name) {
            writeln!(faults, "{name} is banned").expect("a String");
        }
        if !is_ours && package.get("source").map(text) != Some(REGISTRY) {
            writeln!(faults, "{name} is not from the public registry").expect("a String");
        }
    }
    // Of this one.
    let allowed: BTreeSet<&str> = list(&rules["licenses"]["allow"]).iter().map(text).collect();
    let page = fs::read_to_string(root().join(PAGE)).expect(PAGE);
    for package in members(&metadata(&["--locked", "--filter-platform", "host-tuple"]), "packages") {
        let (name, licence) = (string(&package["name"]), string(&package["license"]));
        if !is_allowed(licence, &allowed) {
            writeln!(faults, "{name}: {licence}").expect("a String");
        }
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        if row.is_some_and(|row| !row.contains(&format!("| {licence} |"))) {
            writeln!(faults, "{PAGE}: {name} is under {licence}").expect("a String");
        }
    }
    assert!(faults.is_empty(), "deny.toml says what may be built in, and why:\n{faults}");
}

#[test]
fn every_direct_dependency_is_used_and_has_its_row() {
    let wanted = rows_of_the_manifests();
    let page = fs::read_to_string(root().join(PAGE)).expect(PAGE);
    let begin = |line: &str| line.match_indices('|').nth(3).map(|(at, _)| line[..=at].to_owned());
    let there: BTreeSet<String> = page.lines().filter(|line| line.starts_with("| `")).filter_map(begin).collect();
    let missing: Vec<_> = wanted.difference(&there).collect();
    let left_over: Vec<_> = there.difference(&wanted).collect();
    assert!(missing.is_empty() && left_over.is_empty(), "{PAGE}: missing {missing:#?}, of nothing {left_over:#?}");
}

#[test]
fn the_threat_model_names_tests_that_are_there() {
    let page = fs::read_to_string(root().join("docs/threat-model.md")).expect("the page");
    let rust = WINGS.map(|wing| format!("src/{wing}")).into_iter().chain(["tests".to_owned()]);
    let mut code: String = rust.map(|folder| code_below(&root().join(folder))).collect();
    code += &fs::read_to_string(root().join("tests/python/test_python.py")).expect("the tests in Python");
    for name in page.split('`').skip(1).step_by(2) {
        let is_path = name.contains('/') && !name.contains(' ');
        assert!(!is_path || root().join(name).exists(), "{name} is not there");
        // No setting and no column has as many words.
        let is_test = name.matches('_').count() > 3 || name.starts_with("test_");
        assert!(!is_test || code.contains(&format!("{name}(")), "no test is called {name}");
    }
}

#[test]
fn licences_are_read_with_their_brackets() {
    let allowed = BTreeSet::from(["MIT", "Zlib"]);
    for met in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT AND Zlib",
        "(MIT OR NCSA) AND Zlib",
        "NCSA OR (Zlib AND (NCSA OR MIT))",
    ] {
        assert!(is_allowed(met, &allowed), "{met}");
    }
    for not in ["", "GPL-3.0", "MIT AND NCSA", "(MIT OR Zlib) AND NCSA", "NCSA OR GPL-3.0"] {
        assert!(!is_allowed(not, &allowed), "{not}");
    }
}

/// What accounts for each direct dependency.
const PAGE: &str = "docs/dependencies.md";

/// The public registry, as Cargo.lock names it.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// How the row of each direct dependency begins: its name, where it is used, and the
/// features that are asked for.
fn rows_of_the_manifests() -> BTreeSet<String> {
    let mut rows: BTreeMap<String, [BTreeSet<String>; 2]> = BTreeMap::new();
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        for package in members(&metadata(&["--no-deps", "--manifest-path", manifest]), "packages") {
            let name = string(&package["name"]);
            let code = code_below(Path::new(string(&package["manifest_path"])).parent().expect("a folder"));
            for dependency in members(package, "dependencies").iter().filter(|other| other["path"].is_null()) {
                let used = string(&dependency["name"]);
                assert!(code.contains(&format!("{}::", used.replace('-', "_"))), "{name} does not use {used}");
                let place = if dependency["kind"] == "dev" { "tests" } else { name.trim_start_matches("lockstep-") };
                let by_default = (dependency["uses_default_features"] == true).then_some("default");
                let asked = members(dependency, "features").iter().map(string).chain(by_default);
                let [places, features] = rows.entry(used.to_owned()).or_default();
                places.insert(place.to_owned());
                features.extend(asked.map(|feature| format!("`{feature}`")));
            }
        }
    }
    let listed =
        |names: BTreeSet<String>| if names.is_empty() { "none".to_owned() } else { Vec::from_iter(names).join(", ") };
    rows.into_iter().map(|(name, lists)| format!("| `{name}` | {} |", lists.map(listed).join(" | "))).collect()
}

/// What cargo says of packages, asked so.
fn metadata(asked: &[&str]) -> Value {
    let said = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1"]).args(asked).output();
    let said = said.expect("cargo");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).expect("JSON")
}

fn members<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().expect(key)
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn toml_of(name: &str) -> Table {
    fs::read_to_string(root().join(name)).expect(name).parse().expect(name)
}

fn list(value: &toml::Value) -> &[toml::Value] {
    value.as_array().expect("a list")
}

fn text(value: &toml::Value) -> &str {
    value.as_str().expect("a text")
}

/// The Rust sources of a crate, as they are.
fn code_below(folder: &Path) -> String {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let of_entry = |path: PathBuf| match path.extension() {
        // Neither the crates within this one nor what was built.
        None if path.is_dir() && !path.join("Cargo.toml").exists() && !path.ends_with("target") => code_below(&path),
        Some(ending) if ending == "rs" => fs::read_to_string(&path).expect("text"),
        _ => String::new(),
    };
    entries.map(of_entry).collect()
}

/// Whether an expression of licences is met by those that are allowed.
fn is_allowed(licence: &str, allowed: &BTreeSet<&str>) -> bool {
    // Older manifests write a stroke for OR.
    let licence = licence.replace('/', " OR ");
    let of_one = |one: &str| match one.strip_prefix('(').and_then(|one| one.strip_suffix(')')) {
        Some(inside) => is_allowed(inside, allowed),
        None => allowed.contains(one),
    };
    parted(&licence, " OR ").iter().any(|all| parted(all, " AND ").into_iter().all(of_one))
}

/// The parts of an expression between a word that stands outside of brackets.
fn parted<'a>(expression: &'a str, word: &str) -> Vec<&'a str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, _) in expression.match_indices(word) {
        let count = |bracket| expression[start..at].matches(bracket).count();
        if count('(') == count(')') {
            parts.push(&expression[start..at]);
            start = at + word.len();
        }
    }
    parts.push(&expression[start..]);
    parts
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
