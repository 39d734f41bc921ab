//! Tests of cases for what was not used.

use super::*;
use crate::model::place::Source as Text;
use crate::openapi::coverage::Coverage;

/// What is written for a document of which nothing was used, with its reasons.
fn written(paths: &str) -> (String, BTreeMap<String, Vec<String>>) {
    let text = format!("openapi: 3.1.0\ninfo: {{ title: t, version: '1' }}\npaths:\n{paths}");
    let contract = Contract::parse(Text { name: "openapi.yaml".into(), text })
        .map_err(crate::model::diagnostic::Diagnostics::into_vec)
        .unwrap()
        .0;
    let gaps = Coverage::default().summary(&contract).gaps;
    let suite = Suite {
        contract: &contract,
        gaps: &gaps,
        base: "http://localhost/".parse().unwrap(),
        lead: String::new(),
        names: BTreeSet::from(["GET /a gives 200".to_owned()]),
        caller: &|_| None,
        nobody: Some("nobody".into()),
    };
    let written = write(&suite);
    assert!(written.used + written.left.values().map(Vec::len).sum::<usize>() <= gaps.len());
    (written.cases.concat(), written.left)
}

#[track_caller]
fn holds(paths: &str, parts: &[&str]) -> BTreeMap<String, Vec<String>> {
    let (text, left) = written(paths);
    for part in parts {
        assert!(text.contains(part), "no `{part}` in\n{text}\n{left:?}");
    }
    left
}

#[test]
fn what_a_client_can_provoke_is_provoked_and_the_rest_is_told() {
    let left = holds(
        "  /a:\n    get:\n      responses: { 200: { description: d }, 406: { description: d }, 403: { description: d }, 429: { description: d }, 503: { description: d } }\n",
        &[
            "  - name: \"GET /a gives 200 (2)\"\n    call: \"GET /a\"\n    expect: 200\n",
            "  - name: \"GET /a refuses with 406\"\n    call: \"GET /a\"\n    headers: {\"accept\":\"application/x-holdpoint\"}\n    expect: 406\n",
        ],
    );
    let left: Vec<(&str, &[String])> = left.iter().map(|(why, gaps)| (why.as_str(), gaps.as_slice())).collect();
    assert_eq!(
        left,
        [
            ("it depends on how often is asked", &["GET /a → 429".to_owned()][..]),
            ("it is the service's own trouble", &["GET /a → 503".to_owned()][..]),
            ("it needs a caller who is known and may less", &["GET /a → 403".to_owned()][..]),
        ]
    );
}

#[test]
fn a_class_is_provoked_by_what_is_declared_no_other_way() {
    let paths = "  /a/{id}:\n    parameters: [{ name: id, in: path, required: true, schema: { type: integer, minimum: 1 } }]\n    get:\n      responses: { 2XX: { description: d }, 404: { description: d }, 4XX: { description: d }, default: { description: d } }\n";
    let left = holds(
        paths,
        &[
            "refuses with 404, 4xx",
            "expect: 404\n",
            "call: \"GET /a/holdpoint\"\n        expect: {\"status\":\"4xx\"}\n",
        ],
    );
    assert_eq!(left.into_values().flatten().collect::<Vec<_>>(), ["GET /a/{id} → default"]);
}

#[test]
fn what_is_written_under_its_own_id_is_new_and_then_replaced() {
    let item = "    put:\n      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [n], properties: { n: { type: integer } } } } } }\n      responses: { 200: { description: d }, 201: { description: d }, 412: { description: d }, 404: { description: d } }\n    delete:\n      responses: { 204: { description: d } }\n";
    let paths = format!(
        "  /a/{{name}}:\n    parameters: [{{ name: name, in: path, required: true, schema: {{ type: string, pattern: '^[a-z]{{6}}$' }} }}]\n{item}"
    );
    let (text, left) = written(&paths);
    assert!(text.contains("PUT /a/{name} gives 201, then 200"), "{text}");
    assert!(text.contains("\"if-match\":\"\\\"holdpoint\\\"\""), "{text}");
    // Who asks for another one makes it: only a wrong name is not found.
    assert!(text.contains("call: \"PUT /a/holdpoint\"\n        json: {\"n\":"), "{text}");
    assert!(text.contains("undo: [{\"call\":\"DELETE /a/"), "{text}");
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn things_are_made_where_their_ids_are_shown_and_told_of_where_they_are_not() {
    let paths = |properties: &str| {
        format!(
            "  /a:\n    post:\n      responses: {{ 201: {{ description: d, content: {{ application/json: {{ schema: {{ type: object, properties: {{ {properties} }} }} }} }} }} }}\n  /a/{{aId}}/b/{{bId}}:\n    parameters: [{{ name: aId, in: path, required: true, schema: {{ type: integer }} }}, {{ name: bId, in: path, required: true, example: 7 }}]\n    get:\n      responses: {{ 200: {{ description: d }} }}\n"
        )
    };
    let wrapped = "data: { type: object, properties: { id: { type: integer } } }";
    for (properties, path) in [("aId: {}", "$.aId"), ("id: { type: integer }", "$.id"), (wrapped, "$.data.id")] {
        let left = holds(
            &format!(
                "{}  /a/{{aId}}:\n    get:\n      parameters: [{{ name: aId, in: path, required: true, schema: {{ type: integer }} }}]\n      responses: {{ 200: {{ description: d }} }}\n",
                paths(properties)
            ),
            &[
                &format!("save: {{\"saved_1\":\"{path}\"}}"),
                "call: \"GET /a/${saved_1}/b/7\"",
                "call: \"GET /a/${saved_1}\"",
            ],
        );
        assert!(left.is_empty(), "{left:?}");
    }
    let left = holds(
        &format!(
            "{}  /a/{{aId}}:\n    get:\n      parameters: [{{ name: aId, in: path, required: true, schema: {{ type: integer }} }}]\n      responses: {{ 200: {{ description: d }} }}\n",
            paths("other: {}")
        ),
        &["POST /a"],
    );
    assert!(left.keys().all(|why| why.contains("no operation makes a `aId`")), "{left:?}");
    assert!(left.values().flatten().any(|what| what == "GET /a/{aId}"), "{left:?}");
}

#[test]
fn few_requests_use_all_media_types_parameters_and_values() {
    let left = holds(
        "  /a:\n    post:\n      parameters: [{ name: tag, in: query, schema: { type: array, maxItems: 3, items: { type: string, enum: [x, y, z] } } }]\n      requestBody: { content: { application/json: { schema: { type: object, properties: { kind: { type: string, enum: [big, small] } } } }, text/plain: { schema: { type: string } }, image/png: {} } }\n      responses: { 200: { description: d, content: { application/json: {}, text/csv: {} } } }\n",
        &[
            "call: \"POST /a?tag=z&tag=y&tag=x\"",
            "content_type: \"text/plain\"",
            "\"accept\":\"text/csv\"",
            "{\"kind\":\"big\"}",
            "{\"kind\":\"small\"}",
        ],
    );
    assert_eq!(left.into_values().flatten().collect::<Vec<_>>(), ["POST /a sending image/png"]);
}

#[test]
fn no_text_of_a_document_is_read_as_a_template() {
    holds(
        "  /a:\n    get:\n      parameters: [{ name: q, in: query, required: true, example: '${secret.A}' }, { name: x-q, in: header, required: true, example: '${secret.B}' }]\n      responses: { 200: { description: d } }\n",
        &["call: \"GET /a?q=%24%7Bsecret.A%7D\"", "{\"x-q\":\"$${secret.B}\"}"],
    );
}
