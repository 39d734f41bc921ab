//! Values of rows, and parameters of fragments: they are filled in wherever they are put, and nothing is sent as it is written.

use crate::bench::Yard;
use crate::bench::server::{Server, json};

#[test]
fn a_template_in_a_row_is_filled_in_inside_of_a_text_too() {
    let server = Server::always(json("{\"a\": {\"b\": 1}}"));
    let yard = Yard::of_cases(
        "  - name: a
    rows:
      - { id: x, path: 'things/${fresh.id}', part: { name: '${fresh.id}' }, at: '$.a[\"${first.json.a.b}\"]', sum: plain }
    steps:
      - { id: first, call: 'GET /${row.path}', query: { of: 'v-${row.part.name}', sum: '${sha256(row.sum)}' }, expect: 200 }
      - { call: 'GET /again/${row.path}/${row.id}', expect: { json: { '${row.at}': { absent: true } } } }
",
    );
    yard.run(&["--live", &server.live(), "--seed", "7"]).is(0, &["1 passed"]);
    let seen = server.lines();
    assert!(
        seen.iter().all(|line| !line.contains("fresh") && !line.contains("row.") && !line.contains('$')),
        "{seen:?}"
    );
    let id = seen[0].strip_prefix("GET /things/").and_then(|rest| rest.split('?').next()).unwrap().to_owned();
    assert!(seen[0].contains(&format!("of=v-{id}")), "{seen:?}");
    assert_eq!(seen[1], format!("GET /again/things/{id}/x"));
}

#[test]
fn where_it_cannot_be_filled_in_it_is_refused() {
    for (call, words) in [
        ("'GET /${url(row.path)}'", "the row's `path` holds a template, which is not filled in here"),
        ("'GET /${row.part.nope}'", "the row's `part` holds a template, which is not filled in here"),
        ("'GET /${row.nope}'", "this row has no column `nope`"),
    ] {
        let yard = Yard::of_cases(&format!(
            "  - {{ name: a, rows: [{{ id: x, path: '${{fresh.id}}', part: {{ name: '${{fresh.id}}' }} }}], call: {call}, expect: 200 }}\n"
        ));
        yard.run(&[]).is(2, &["undefined-name", words]);
    }
}

#[test]
fn a_fragments_undo_knows_its_parameters() {
    let server = Server::always(json("{}"));
    let yard = Yard::new().suite(
        "made",
        "suite: made
lane: contract
target: api
fragments:
  made:
    needs: [slug]
    call: POST /things/${slug}
    expect: 200
    undo: { call: 'DELETE /things/${slug}', query: { slug: 'eq.${slug}' }, expect: 200 }
cases:
  - { name: a, steps: [{ use: made, with: { slug: one } }, { use: made, with: { slug: 'x-${fresh.id}' } }] }
",
    );
    yard.run(&["--live", &server.live(), "--approve", "ada: test"]).is(0, &["1 passed"]);
    let seen = server.lines();
    let second = seen[1].strip_prefix("POST /things/").unwrap();
    assert!(second.starts_with("x-") && !second.contains("fresh"), "{seen:?}");
    assert_eq!(
        seen[2..],
        [format!("DELETE /things/{second}?slug=eq.{second}"), "DELETE /things/one?slug=eq.one".to_owned(),]
    );
}
