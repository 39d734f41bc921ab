//! Tests of forms, of both kinds.

use proptest::prelude::*;

use super::*;

const TEXT: &str = r"
openapi: 3.0.3
paths:
  /f:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: { $ref: '#/components/schemas/Form' }
            encoding: { csv: { style: form, explode: false }, meta: { contentType: application/json } }
          multipart/form-data:
            schema: { $ref: '#/components/schemas/Form' }
            encoding: { file: { contentType: 'image/png, image/jpeg' } }
      responses: {}
components:
  schemas:
    Form:
      type: object
      required: [name]
      properties:
        name: { type: string }
        age: { type: integer }
        tags: { type: array, items: { type: string } }
        csv: { type: array, items: { type: integer } }
        meta: { type: object, properties: { a: { type: integer } } }
        deep: { type: object, properties: { b: { type: integer } } }
        many: { type: array, items: { type: object, properties: { b: { type: integer } } } }
        file: { type: string, format: binary }
";

fn form(body: &str) -> Request {
    request("POST", "/f", &[("content-type", "application/x-www-form-urlencoded")], body.to_owned())
}

fn parts(parts: &[(&str, &str)]) -> Request {
    let mut body = String::new();
    for (head, text) in parts {
        body.push_str(&format!("--XX\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n"));
    }
    body.push_str("--XX--\r\n");
    request("POST", "/f", &[("content-type", "multipart/form-data; boundary=\"XX\"")], body)
}

#[test]
fn fields_are_read_as_they_are_encoded() {
    let contract = contract(TEXT);
    fits(&contract, &form("name=a+b&age=3&tags=x&tags=y&csv=1,2&meta=%7B%22a%22%3A1%7D&deep[b]=1"), None);
    one(&contract, &form("age=3"), None, "error request-body request body.name: a value (`required`)");
    one(&contract, &form("name=x&age=y"), None, "error request-body request body.age: type integer / text \"y\"");
    one(&contract, &form("name=x&csv=1,b"), None, "error request-body request body.csv[1]: type integer");
    one(
        &contract,
        &form("name=x&meta=%7B"),
        None,
        "error request-body request body: a form / the field `meta` is no JSON",
    );
    one(&contract, &form("name=x&deep[b]=y"), None, "error request-body request body.deep.b: type integer");
    one(&contract, &form("name=x&other=1"), None, "warn undeclared-property request body.other");
}

#[test]
fn an_object_is_json_where_nothing_else_is_said() {
    let contract = contract(TEXT);
    let of = |value: &str| form(&format!("name=x&{value}"));
    fits(&contract, &of("deep=%7B%22b%22%3A1%7D&many=%7B%22b%22%3A1%7D&many=%7B%7D"), None);
    one(&contract, &of("deep=%7B%22b%22%3A%22y%22%7D"), None, "error request-body request body.deep.b: type integer");
    one(
        &contract,
        &of("many=%7B%7D&many=%7B%22b%22%3A%22y%22%7D"),
        None,
        "error request-body request body.many[1].b: type integer",
    );
    // A text is none, whatever the other fields are called.
    one(&contract, &of("deep=text&b=1"), None, "error request-body request body.deep: type object");
}

#[test]
fn parts_are_read_by_name() {
    let contract = contract(TEXT);
    let png = "name=file; filename=a.png\r\nContent-Type: image/png";
    fits(
        &contract,
        &parts(&[
            ("name=\"name\"", "x"),
            ("name=age", "3"),
            ("name=tags", "a"),
            ("name=tags", "b"),
            ("name=meta", "{\"a\": 1}"),
            (png, "PNG"),
        ]),
        None,
    );
    one(&contract, &parts(&[("name=age", "3")]), None, "error request-body request body.name: a value (`required`)");
    one(
        &contract,
        &parts(&[("name=name", "x"), ("name=meta", "{\"a\": \"y\"}")]),
        None,
        "error request-body request body.meta.a: type integer",
    );
    one(
        &contract,
        &parts(&[("name=name", "x"), ("name=meta", "{")]),
        None,
        "error request-body request body: parts of a form / the part `meta` is no JSON",
    );
    let text = "name=file; filename=a.txt\r\nContent-Type: text/plain";
    one(
        &contract,
        &parts(&[("name=name", "x"), (text, "PNG")]),
        None,
        "error request-body request body: parts of a form / the part `file` is text/plain",
    );
    let lost = request("POST", "/f", &[("content-type", "multipart/form-data; boundary=YY")], "--XX--");
    one(&contract, &lost, None, "error request-body request body: parts of a form / the boundary `YY`");
}

#[test]
fn what_may_be_text_as_well_as_a_number_is_read_as_it_fits() {
    let schema = "{ type: object, properties: { a: { anyOf: [{ type: integer, minimum: 5 }, { type: string }] }, \
                  b: { type: [integer, string], minimum: 5, enum: [7, '3'] } } }";
    let content = format!(
        "application/x-www-form-urlencoded: {{ schema: {schema} }}, multipart/form-data: {{ schema: {schema} }}"
    );
    let text = format!(
        "openapi: 3.1.0\npaths: {{ /f: {{ post: {{ requestBody: {{ content: {{ {content} }} }}, responses: {{}} }} }} }}"
    );
    let contract = contract(&text);
    for body in ["a=1&b=7", "a=9&b=3", "a=1&b=3", "a=x"] {
        let fields: Vec<(&str, &str)> = body.split('&').filter_map(|field| field.split_once('=')).collect();
        fits(&contract, &form(body), None);
        let named: Vec<(String, &str)> = fields.iter().map(|(name, value)| (format!("name={name}"), *value)).collect();
        let named: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        fits(&contract, &parts(&named), None);
    }
    one(&contract, &form("a=9&b=x"), None, "error request-body request body.b: one of 7");
}

proptest! {
    #[test]
    fn no_form_makes_it_panic(text in "[a-z\\[\\]%=&+0-9]{0,24}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let contract = contract(TEXT);
        let _ = said(&contract, &form(&format!("name={text}")), None);
        let mut body = b"--XX".to_vec();
        body.extend(bytes);
        body.extend_from_slice(b"\r\n--XX--");
        let request = request("POST", "/f", &[("content-type", "multipart/form-data; boundary=XX")], body);
        let _ = said(&contract, &request, None);
    }
}
