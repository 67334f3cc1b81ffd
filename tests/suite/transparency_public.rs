//! What a public report tells of outlets of state-controlled media: those that carried
//! a label when the network was removed, and nothing of the others.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{arg, file, folder, listing, table};
use crate::transparency_months::{made, operation, text};

/// An entity with one decision.
fn entity(id: &str, status: &str, from: &str) -> String {
    format!(
        "[[entity]]\nid = '{id}'\nname = 'The {id} outlet'\ncountry = 'PT'\n\
         accounts = [{{ platform = 'video', id = 'id-{id}' }}]\n\
         [[entity.decisions]]\nstatus = '{status}'\nfrom = {from}\nby = 'Board'\n"
    )
}

/// What the labels were: kept in a review, not yet begun, none.
fn registry(place: &TempDir) -> PathBuf {
    let review = "[[entity.decisions]]\nstatus = 'under_review'\nfrom = 2024-01-15\n";
    let all = entity("labelled", "state_controlled", "2022-06-01")
        + &entity("reviewed", "state_affiliated", "2022-06-01")
        + review
        + &entity("free", "independent", "2022-06-01")
        + &entity("pending", "under_review", "2022-06-01")
        + &entity("later", "state_controlled", "2024-02-20")
        + &entity("undecided", "independent", "2024-09-01");
    file(place, "registry.toml", all)
}

fn links(ids: &[&str]) -> String {
    let link = |id: &&str| format!("{{ entity = '{id}', evidence = ['Evidence on {id}'] }}");
    format!("linked_outlets = [{}]\n", ids.iter().map(link).collect::<Vec<_>>().join(", "))
}

/// Everything that was written and printed.
fn shown(out: &Path) -> String {
    let texts = listing(out).into_iter().filter(|name| name != "charts" && name != "eu");
    texts.map(|name| text(out, &name)).collect::<String>() + &text(out, "charts/data.json")
}

const UNLABELLED: [&str; 3] = ["free", "pending", "undecided"];

#[test]
fn a_public_report_has_only_outlets_that_carried_a_label_at_the_removal() {
    let place = folder();
    let registry = registry(&place);
    let all = ["labelled", "reviewed", "free", "pending", "later", "undecided"];
    let content = operation("early", "2024-02", &format!("removed = 2024-02-10\n{}", links(&all)))
        + &operation("late", "2024-02", &format!("removed = 2024-02-25\n{}", links(&["later", "free"])));
    let path = file(&place, "o.toml", content);
    let february = ["2024-02", "2024-02"];
    let (_public, public, said) = made(&path, february, &["--registry", arg(&registry), "--public"]);
    let rows = table(&text(&public, "linked_outlets.csv"));
    let cell = |column: &str| rows.iter().map(|row| row[column].clone()).collect::<Vec<_>>();
    assert_eq!(cell("entity"), ["labelled", "later", "reviewed"]);
    assert_eq!(cell("ids"), ["early", "late", "early"]);
    assert_eq!(cell("accounts"), ["10", "10", "10"]);
    // That a label is under review is not published.
    assert_eq!(cell("status"), ["state_controlled", "state_controlled", "state_affiliated"]);
    let all_of_it = shown(&public);
    for id in UNLABELLED {
        assert!(
            !all_of_it.contains(&format!("The {id} outlet")) && !all_of_it.contains(&format!("Evidence on {id}")),
            "{id}"
        );
        assert!(!all_of_it.contains(&format!("'{id}'")) && !all_of_it.contains(&format!("\"{id}\"")), "{id}");
    }
    assert!(!all_of_it.contains("(not published)") && !all_of_it.contains("under_review"));
    assert!(text(&public, "report.md").contains("| Together, each network once | 2 | 20 |"));
    assert!(said.contains("5 links to outlets are left out"), "{said}");
    // The internal report keeps all, and says which are not published.
    let (_inside, inside, said) = made(&path, february, &["--registry", arg(&registry)]);
    let rows = table(&text(&inside, "linked_outlets.csv"));
    let cells: Vec<_> =
        rows.iter().map(|row| ["entity", "label", "not_published"].map(|column| row[column].as_str())).collect();
    assert_eq!(
        cells,
        [
            ["free", "", "early; late"],
            ["labelled", "state_controlled", ""],
            ["later", "state_controlled", "early"],
            ["pending", "", "early"],
            ["reviewed", "state_affiliated", ""],
            ["undecided", "", "early"],
        ]
    );
    assert!(said.contains("Not published: links to 4 outlets, without a label"), "{said}");
    assert!(text(&inside, "report.md").contains("early (not published): Evidence on free"));
}

#[test]
fn a_public_report_without_a_registry_tells_of_no_outlet_and_of_no_registry() {
    let place = folder();
    let path = file(&place, "o.toml", operation("a", "2024-02", &links(&["labelled"])));
    let february = ["2024-02", "2024-02"];
    let (_inside, _, said) = made(&path, february, &[]);
    assert!(said.contains("No registry was read that has the linked outlets labelled."), "{said}");
    let (_public, public, said) = made(&path, february, &["--public"]);
    assert_eq!(table(&text(&public, "linked_outlets.csv")).len(), 0);
    let shown = shown(&public);
    for words in ["labelled\"", "No registry was read", "Evidence on", "not looked up", "Operations linked to"] {
        assert!(!shown.contains(words), "{words}");
    }
    assert!(said.contains("1 link to an outlet is left out"), "{said}");
}

#[test]
fn whoever_makes_a_report_is_asked_about_listed_accounts_that_are_registered_or_nearly_so() {
    let place = folder();
    let registry = registry(&place);
    file(&place, "list.csv", "account_id,platform\nid-labelled,video\nid-fre,video\nother,video\n");
    let content = operation("a", "2024-02", "accounts_file = 'list.csv'").replace("accounts = 10\n", "");
    let path = file(&place, "o.toml", content);
    let (_place, out, said) = made(&path, ["2024-02", "2024-02"], &["--registry", arg(&registry)]);
    assert!(
        said.contains("list.csv:2: note: operation a, `account_id`: the account id-labelled (video) is registered")
    );
    assert!(
        said.contains("list.csv:3: note: ")
            && said.contains("id-fre (video) is not in the registry, and id-free on video is"),
        "{said}"
    );
    assert!(!shown(&out).contains("id-fre"), "no report shows accounts");
}
