//! What was made is there, and as it was made.

use super::*;

fn stateful() -> Shop {
    Shop::new(SHOP, Serving { state: true, ..Serving::default() })
}

fn order(shop: &mut Shop, email: &str) -> Value {
    let body = json!({"id": "x", "email": email, "code": "ABC-1234", "secret": "s", "created_at": "x"});
    let mut body = body.as_object().unwrap().clone();
    // What is read only is not sent.
    body.shift_remove("id");
    body.shift_remove("created_at");
    let seen = shop.ask("POST /v1/orders", &[], &Value::Object(body).to_string()).unwrap();
    assert_eq!((seen.status, &seen.told), (201, &None));
    let id = seen.body["id"].as_str().unwrap();
    assert_eq!(seen.headers["location"], format!("/v1/orders/{id}"));
    seen.body
}

#[test]
fn what_post_made_get_finds_and_lists_hold() {
    let mut shop = stateful();
    assert_eq!(shop.get("GET /v1/orders").body["items"], json!([]));
    let first = order(&mut shop, "a@b.example");
    let second = order(&mut shop, "c@d.example");
    assert_ne!(first["id"], second["id"]);
    assert_eq!((&first["email"], &first["code"]), (&json!("a@b.example"), &json!("ABC-1234")));
    assert!(first["created_at"].is_string(), "what is read only is generated: {first}");
    assert!(first.get("secret").is_none(), "what is write only is not given: {first}");
    let id = first["id"].as_str().unwrap().to_owned();
    assert_eq!(shop.get(&format!("GET /v1/orders/{id}")).body, first);
    let list = shop.get("GET /v1/orders").body;
    assert_eq!(list["items"], json!([first, second]));
    assert_eq!(list["total"], 2);
    let part = shop.get("GET /v1/orders?limit=1&offset=1").body;
    assert_eq!((&part["items"], &part["total"]), (&json!([second]), &json!(2)));
    assert!(part.get("has_more").is_none_or(|more| *more == json!(false)));
}

#[test]
fn what_is_changed_stays_changed_and_what_is_removed_is_gone() {
    let mut shop = stateful();
    let made = order(&mut shop, "a@b.example");
    let line = |method: &str| format!("{method} /v1/orders/{}", made["id"].as_str().unwrap());
    let kind = [("content-type", "application/merge-patch+json")];
    let seen =
        shop.ask(&line("PATCH"), &kind, &json!({"note": "new", "code": null, "id": "other"}).to_string()).unwrap();
    assert_eq!((seen.status, &seen.body["note"], seen.body.get("code")), (200, &json!("new"), None));
    assert_eq!(seen.body["id"], made["id"], "an id stays");
    assert_eq!(shop.get(&line("GET")).body, seen.body);
    let put = json!({"email": "e@f.example"}).to_string();
    let seen = shop.ask(&line("PUT"), &[], &put).unwrap();
    assert_eq!((&seen.body["email"], &seen.body["id"]), (&json!("e@f.example"), &made["id"]));
    assert_eq!(seen.body["created_at"], made["created_at"]);
    assert!(seen.body.get("note").is_none(), "a replacement leaves nothing: {}", seen.body);
    assert_eq!(shop.get(&line("DELETE")).status, 204);
    for method in ["GET", "DELETE"] {
        let seen = shop.get(&line(method));
        assert_eq!((seen.status, &seen.body["status"]), (404, &json!(404)));
    }
    assert_eq!(shop.get("GET /v1/orders").body["items"], json!([]));
    assert_eq!(shop.get(&format!("GET /v1/orders/{ID}")).status, 404, "what was never made is not there");
}

#[test]
fn nested_things_lie_below_their_own() {
    let mut shop = stateful();
    let one = order(&mut shop, "a@b.example")["id"].as_str().unwrap().to_owned();
    let other = order(&mut shop, "a@b.example")["id"].as_str().unwrap().to_owned();
    let post = format!("POST /v1/orders/{one}/lines");
    for number in 1..=3 {
        let seen = shop.ask(&post, &[], &json!({"sku": "abc", "count": number}).to_string()).unwrap();
        assert_eq!(seen.body["line"]["id"], json!(number), "the item stands under a key, and numbers count");
    }
    let seen = shop.get(&format!("GET /v1/orders/{one}/lines/2"));
    assert_eq!(seen.body, json!({"id": 2, "sku": "abc", "count": 2}));
    assert_eq!(shop.get(&format!("GET /v1/orders/{one}/lines")).body.as_array().unwrap().len(), 3);
    assert_eq!(shop.get(&format!("GET /v1/orders/{other}/lines")).body, json!([]));
    assert_eq!(shop.ask(&format!("GET /v1/orders/{other}/lines/2"), &[], "").unwrap().status, 404);
    shop.get(&format!("DELETE /v1/orders/{one}"));
    assert_eq!(shop.ask(&format!("GET /v1/orders/{one}/lines/2"), &[], "").unwrap().status, 404);
}

#[test]
fn an_id_of_ones_own_is_kept_and_not_given_twice() {
    let mut shop = stateful();
    let body = json!({"id": ID, "email": "a@b.example", "created_at": "2026-01-01T00:00:00Z"}).to_string();
    assert_eq!(shop.ask("POST /v1/orders", &[], &body).unwrap().body["id"], ID);
    let seen = shop.ask("POST /v1/orders", &[], &body).unwrap();
    assert_eq!((seen.status, seen.told), (409, None));
}

#[test]
fn what_breaks_the_contract_makes_nothing() {
    let mut shop = stateful();
    assert_eq!(shop.ask("POST /v1/orders", &[], "{\"email\":1}").unwrap().status, 422);
    assert_eq!(shop.get("GET /v1/orders").body["items"], json!([]));
    let seen = shop.ask("GET /v1/orders", &[("prefer", "code=400")], "").unwrap();
    assert_eq!(seen.status, 400, "a code that is asked for is given");
}

#[test]
fn every_answer_with_state_is_valid_over_200_seeds() {
    for seed in 0..200 {
        let mut shop = Shop::new(SHOP, Serving { seed, state: true, ..Serving::default() });
        let id = order(&mut shop, "a@b.example")["id"].as_str().unwrap().to_owned();
        for line in [format!("GET /v1/orders/{id}"), "GET /v1/orders".into(), format!("DELETE /v1/orders/{id}")] {
            shop.get(&line);
        }
    }
}

#[test]
fn what_is_taken_away_and_demanded_is_null_and_another_state_has_another_etag() {
    let document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
        "/notes": {"post": {
            "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
            "responses": {"201": {"description": "made", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}}}
        }},
        "/notes/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
            "get": {"responses": {"200": {"$ref": "#/components/responses/Note"}}},
            "patch": {
                "requestBody": {"content": {"application/merge-patch+json": {"schema": {"type": "object"}}}},
                "responses": {"200": {"$ref": "#/components/responses/Note"}}
            }
        }
    }, "components": {
        "responses": {"Note": {
            "description": "a note",
            "headers": {"ETag": {"required": true, "schema": {"type": "string", "pattern": "^\"[0-9a-f]{16}\"$"}}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}
        }},
        "schemas": {"Note": {"type": "object", "required": ["id", "code", "text"], "properties": {
            "id": {"type": "integer"}, "code": {"type": ["string", "null"], "minLength": 3}, "text": {"type": "string"}
        }}}
    }});
    let mut shop = Shop::new(&document.to_string(), Serving { state: true, ..Serving::default() });
    let made = shop.ask("POST /notes", &[], &json!({"code": "ABC", "text": "one"}).to_string()).unwrap().body;
    let line = format!("GET /notes/{}", made["id"]);
    let before = shop.get(&line);
    assert_eq!(before.headers["etag"], shop.get(&line).headers["etag"], "the same state, the same tag");
    let kind = [("content-type", "application/merge-patch+json")];
    let patch =
        |shop: &mut Shop, body: Value| shop.ask(&line.replace("GET", "PATCH"), &kind, &body.to_string()).unwrap();
    let seen = patch(&mut shop, json!({"code": null, "text": null}));
    assert_eq!(seen.body["code"], json!(null), "what may be null is null: {}", seen.body);
    assert!(seen.body["text"].is_string(), "what may not be null is there: {}", seen.body);
    let after = shop.get(&line);
    assert_eq!(after.body, seen.body);
    assert_ne!(after.headers["etag"], before.headers["etag"]);
}
