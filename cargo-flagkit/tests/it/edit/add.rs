//! `add` on small files: what it writes and says.

use super::{SHOP, edits, leaves, project};

#[test]
fn add_in_the_files_own_style() {
    let says = |place: &str, key: &str, attribute: &str, handle: &str| {
        format!(
            "flags.json:{place}: `{key}` is added, off for everyone\n  note: write `#[feature_flag({attribute})]` above the new code\n  note: `flags::{handle}` asks for it anywhere else\n"
        )
    };
    // In the full form it has its day, by which it can be told that it is stale.
    let shop = project(SHOP);
    let ran = shop.run(&["add", "new_cart"]).expect(0);
    let told = says("16:5", "new_cart", "\"new_cart\", fallback = old_cart", "NEW_CART");
    assert_eq!((&*ran.stdout, &*ran.stderr), (&*told, ""));
    let becomes = shop.read("flags.json");
    let (_, rest) = becomes.split_once("\"created\": \"").unwrap();
    let (day, _) = rest.split_once('"').unwrap();
    assert_eq!(day.len(), 10);
    let line = format!("    \"new_cart\": {{ \"created\": \"{day}\", \"enabled\": false }},\n");
    assert_eq!(becomes, SHOP.replace("\"bm25\" },\n", &format!("\"bm25\" }},\n{line}")));
    edits(
        "{}\n",
        &["add", "a-b"],
        &says("2:3", "a-b", "\"a-b\", fallback = old_a_b", "A_B"),
        "{\n  \"a-b\": false\n}\n",
    );
    edits(
        "{\"a\":true}",
        &["add", "b"],
        &says("1:11", "b", "\"b\", fallback = old_b", "B"),
        "{\"a\":true,\"b\":false}",
    );
    let ranker = ["add", "ranker", "--variants", "bm25,semantic,50-50", "--owner", "me"];
    let project = project("{\"a\":true}");
    let ran = project.run(&ranker).expect(2);
    assert!(ran.stderr.contains("error[FK0107]"), "{}", ran.stderr);
}

#[test]
fn add_with_all_that_is_known() {
    let project = project("{\n\t\"flags\": {}\n}\n");
    let ran = project
        .run(&[
            "add",
            "ranker",
            "--description",
            "By \"meaning\"",
            "--owner",
            "team-web",
            "--issue",
            "https://example.com/7",
            "--expires",
            "2999-01-01",
            "--kind",
            "experiment",
            "--variants",
            "bm25,semantic,x-y",
            "--stages",
            "5%,everyone",
        ])
        .expect(0);
    assert_eq!(
        ran.stdout,
        "flags.json:3:3: `ranker` is added, `bm25` for everyone
  note: write `#[feature_flag(\"ranker\", variants(semantic, \"x-y\" = ranker_x_y), fallback = old_ranker)]` above the new code
  note: `flags::RANKER` asks for it anywhere else
"
    );
    let text = project.read("flags.json");
    let (head, rest) = text.split_once("\"created\": \"").unwrap();
    let (day, tail) = rest.split_once('"').unwrap();
    assert_eq!(day.len(), 10);
    assert_eq!(
        head,
        "{\n\t\"flags\": {\n\t\t\"ranker\": {\n\t\t\t\"description\": \"By \\\"meaning\\\"\",\n\t\t\t\"owner\": \"team-web\",\n\t\t\t\"issue\": \"https://example.com/7\",\n\t\t\t"
    );
    assert_eq!(
        tail,
        ",\n\t\t\t\"expires\": \"2999-01-01\",\n\t\t\t\"kind\": \"experiment\",\n\t\t\t\"variants\": [\"bm25\", \"semantic\", \"x-y\"],\n\t\t\t\"default\": \"bm25\",\n\t\t\t\"rollout\": { \"semantic\": 1, \"x-y\": 1 },\n\t\t\t\"stages\": [\"5%\", \"everyone\"],\n\t\t\t\"stage\": \"off\"\n\t\t}\n\t}\n}\n"
    );
}

#[test]
fn add_what_cannot_be() {
    let refused =
        "error: with this edit `flags.json` would have a mistake; nothing is written\n  note: ";
    leaves(
        SHOP,
        &["add", "new_search"],
        2,
        "error: `new_search` is there already (flags.json:12:5); choose another key, or change it with `cargo flagkit set`\n",
    );
    leaves(
        SHOP,
        &["add", "new-search"],
        2,
        &format!(
            "{refused}flags.json:16:5: error[FK0103]: flags `new_search` and `new-search` would both be `NEW_SEARCH` in Rust; rename one or give it `rust`\n  note: `new_search` is at 12:5\n"
        ),
    );
    leaves(
        SHOP,
        &["add", "new search"],
        2,
        &format!(
            "{refused}flags.json:16:5: error[FK0101]: the flag's key `new search` contains ` `\n  help: keys are made of letters, digits, `.`, `_` and `-`\n"
        ),
    );
    for key in ["x-new", "$schema", "flags"] {
        let ran = project("{ \"a\": true }").run(&["add", key]).expect(2);
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    }
    leaves(
        SHOP,
        &["add", "a", "--default", "x"],
        2,
        "error: `--default` names one of `--variants`; give them too, or leave it out\n",
    );
    leaves(
        SHOP,
        &["add", "a", "--variants", "x"],
        2,
        "error: `--variants x` leaves nothing to choose from; name two at least, the old code's first\n",
    );
    leaves(
        SHOP,
        &["add", "a", "--variants", "x,y", "--default", "z"],
        2,
        "error: `--default`: `z` is not one of `--variants`; known are `x`, `y`\n",
    );
    let ran = project(SHOP).run(&["add", "a", "--stages", "nobody"]).expect(2);
    assert!(
        ran.stderr.contains("error[FK0116]: no segment `nobody` in the document; known are `qa`"),
        "{}",
        ran.stderr
    );
}
