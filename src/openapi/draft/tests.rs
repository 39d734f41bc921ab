//! Tests of first suites.

use super::*;
use crate::openapi::lint::fixture;
use crate::openapi::read::read;

fn of(text: &str) -> Draft {
    let document = fixture::document(text);
    let (api, _) = read(&document);
    draft(&document, &api, "shop")
}

#[test]
fn what_the_document_shows_is_called() {
    let draft = of(include_str!("../lint/good.json"));
    assert_eq!(draft.cases, 3, "{}", draft.suite);
    assert!(
        draft.suite.contains("call: \"GET /orders\"\n    as: oauth\n    expect:\n      status: 200\n"),
        "{}",
        draft.suite
    );
    assert!(draft.suite.contains("\"$\": { type: array }"), "{}", draft.suite);
    assert!(
        draft.suite.contains("# GET /orders/{id}: no case, because the path parameter `id` is required"),
        "{}",
        draft.suite
    );
    assert!(draft.target.contains("oauth: { bearer: \"${secret.SHOP_OAUTH}\" }"), "{}", draft.target);
}

#[test]
fn texts_of_the_document_stay_texts() {
    let draft = of(
        "openapi: 3.1.0\ninfo: { title: \"a\\n# b\" }\npaths:\n  /a/{x}:\n    get:\n      parameters: [{ name: x, in: path, required: true, example: 'a/${var.X} ü' }, { name: q, in: query, required: true, example: '${secret.A}' }]\n      responses: { 2XX: { description: d } }\n",
    );
    assert!(draft.suite.contains("call: \"GET /a/a%2F%24%7Bvar.X%7D%20%C3%BC\""), "{}", draft.suite);
    assert!(draft.suite.contains("query: {\"q\":\"$${secret.A}\"}"), "{}", draft.suite);
    assert!(draft.suite.contains("expect: { status: 2xx }\n"), "{}", draft.suite);
    assert_eq!(draft.suite.lines().filter(|line| line.starts_with('#')).count(), 1);
}

#[test]
fn types_are_words_to_yaml() {
    let draft = of(
        "openapi: 3.1.0\ninfo: { title: t }\npaths:\n  /a:\n    get:\n      responses: { 200: { content: { application/json: { schema: { type: object, required: [a, b-c], properties: { a: { type: [string, 'null'] } } } } } } }\n",
    );
    assert!(draft.suite.contains("\"a\": { type: [\"null\", string] }"), "{}", draft.suite);
    assert!(draft.suite.contains("\"$[\\\"b-c\\\"]\": { exists: true }"), "{}", draft.suite);
}

#[test]
fn names_of_targets_are_made_of_titles() {
    for (title, made) in [("Pet Store – v3", "pet-store-v3"), ("", "api"), ("3D", "api-3d"), ("…", "api")] {
        assert_eq!(name(title), made);
    }
}
