//! Tests of parameters: the table of styles in the specification, types from text, what is required.

use proptest::prelude::*;

use super::*;

/// One operation with one parameter.
fn with(parameter: &str) -> Contract {
    let path = if parameter.contains("in: path") { "/p/{color}" } else { "/p" };
    contract(&format!(
        "openapi: 3.1.0\npaths:\n  {path}:\n    get:\n      parameters:\n        - {parameter}\n      responses: {{}}\n"
    ))
}

fn of(location: &str, style: &str, explode: bool, schema: &str) -> Contract {
    let required = if location == "path" { "required: true, " } else { "" };
    with(&format!("{{ name: color, in: {location}, {required}style: {style}, explode: {explode}, schema: {schema} }}"))
}

/// Each value of the specification's table, which no other value fits.
const VALUES: [&str; 4] = [
    "{ const: '' }",
    "{ type: string, const: blue }",
    "{ type: array, items: { type: string }, const: [blue, black, brown] }",
    "{ type: object, properties: { R: { type: integer }, G: { type: integer }, B: { type: integer } }, const: { R: 100, G: 200, B: 150 } }",
];

/// The table of OpenAPI 3.1.1, section 4.8.12.5; `-` is what it calls not applicable, and `.`, which an address loses.
const TABLE: [(&str, &str, bool, [&str; 4]); 14] = [
    ("path", "matrix", false, [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]),
    ("path", "matrix", true, [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]),
    ("path", "label", false, ["-", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
    ("path", "label", true, ["-", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
    ("path", "simple", false, ["-", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
    ("path", "simple", true, ["-", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ("header", "simple", false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
    ("header", "simple", true, ["", "blue", "blue, black, brown", "R=100,G=200,B=150"]),
    ("query", "form", false, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    ("query", "form", true, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
    ("query", "spaceDelimited", false, ["-", "-", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"]),
    ("query", "pipeDelimited", false, ["-", "-", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"]),
    ("query", "deepObject", true, ["-", "-", "-", "color[R]=100&color[G]=200&color[B]=150"]),
    ("cookie", "form", false, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
];

fn asked(location: &str, text: &str) -> Request {
    match location {
        "path" => get(&format!("/p/{text}")),
        "header" => request("GET", "/p", &[("color", text)], ""),
        "cookie" => request("GET", "/p", &[("cookie", text)], ""),
        _ => get(&format!("/p?{text}")),
    }
}

#[test]
fn the_table_of_styles_is_read() {
    for (location, style, explode, texts) in TABLE {
        for (schema, text) in VALUES.iter().zip(texts) {
            if text == "-" {
                continue;
            }
            let contract = of(location, style, explode, schema);
            let found = said(&contract, &asked(location, text), None);
            assert_eq!(found, [] as [&str; 0], "{location} {style} {explode} {text} {schema}");
            let verdict = contract.judge(&asked(location, text), None, &Options::default());
            assert_eq!(verdict.touched.unwrap().parameters, [0], "{location} {style} {explode} {text}");
        }
        // Another value does not fit.
        let contract = of(location, style, explode, VALUES[3]);
        let wrong = texts[3].replace("200", "201");
        let found = said(&contract, &asked(location, &wrong), None);
        assert!(found[0].contains("error parameter"), "{location} {style} {explode}: {found:?}");
    }
}

#[test]
fn text_is_read_as_far_as_the_schema_takes_it() {
    for (schema, right, wrong) in [
        ("{ type: integer }", &["1", "-7"][..], &["1.0", "01", "+1", "x", "", "1e3"][..]),
        ("{ type: number }", &["1", "1.5", "-2e3"], &["1,5", "NaN", "0x1"]),
        ("{ type: boolean }", &["true", "false"], &["1", "True", ""]),
        ("{ type: [integer, 'null'] }", &["1", "null", ""], &["none"]),
        ("{ type: string, pattern: '^[0-9]+$' }", &["1", "007"], &["x"]),
        ("{ type: [string, integer], minLength: 3, minimum: 5 }", &["7", "abc", "001", "100"], &["1x"]),
        ("{ enum: [1, 2] }", &["1"], &["3"]),
        ("{ $ref: '#/components/schemas/N' }", &["5"], &["x", "11"]),
        ("{ allOf: [{ $ref: '#/components/schemas/N' }], minimum: 3 }", &["5"], &["2"]),
        ("{ oneOf: [{ type: integer }, { type: boolean }] }", &["5", "true"], &["x"]),
    ] {
        let contract = contract(&format!(
            "openapi: 3.1.0\npaths: {{ /p: {{ get: {{ parameters: [{{ name: color, in: query, schema: {schema} }}], responses: {{}} }} }} }}\ncomponents: {{ schemas: {{ N: {{ type: integer, maximum: 10 }} }} }}\n"
        ));
        for text in right {
            fits(&contract, &get(&format!("/p?color={text}")), None);
        }
        for text in wrong {
            let found = said(&contract, &get(&format!("/p?color={text}")), None);
            assert!(
                found.first().is_some_and(|one| one.starts_with("error parameter query color: ")),
                "{schema} {text}: {found:?}"
            );
        }
    }
}

#[test]
fn what_is_required_has_to_be_there_and_the_undeclared_is_told() {
    let text = r"
openapi: 3.1.0
paths:
  /p/{id}:
    get:
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
        - { name: limit, in: query, required: true, schema: { type: integer } }
        - { name: X-Trace, in: header, required: true, schema: { type: string } }
        - { name: sid, in: cookie, required: true, schema: { type: string } }
        - { name: q, in: query, content: { application/json: { schema: { type: object, required: [a] } } } }
        - { name: flag, in: query, allowEmptyValue: true, schema: { type: boolean } }
      responses: {}
components: { securitySchemes: { k: { type: apiKey, in: query, name: key } } }
";
    let contract = contract(text);
    let lines = [("x-trace", "1"), ("cookie", "a=b; sid=2")];
    fits(&contract, &request("GET", "/p/1?limit=2&flag&key=x&q=%7B%22a%22:1%7D", &lines, ""), None);
    assert_eq!(
        said(&contract, &request("GET", "/p/x%20y?q=%7B%7D&utm=1", &[], ""), None),
        [
            "error parameter path id: type integer / text \"x y\" @ 7:65",
            "error parameter query limit: a value (`required`) / nothing @ 8:11",
            "error parameter header X-Trace: a value (`required`) / nothing @ 9:11",
            "error parameter cookie sid: a value (`required`) / nothing @ 10:11",
            "error parameter query q.a: a value (`required`) / nothing @ 11:98",
            "warn undeclared-parameter query utm: nothing: no such parameter is declared / 1 @ 6:7",
        ]
    );
    let strict = Options { undeclared: Undeclared::Error, ..Options::default() };
    let loose = Options { undeclared: Undeclared::Allow, ..Options::default() };
    let with = request("GET", "/p/1?limit=2&utm=1", &lines, "");
    assert_eq!(contract.judge(&with, None, &strict).breaches[0].level, Level::Error);
    assert_eq!(contract.judge(&with, None, &loose).breaches, []);
    let twice = request("GET", "/p/1?limit=2&limit=3", &lines, "");
    assert!(said(&contract, &twice, None)[0].contains("it stands there 2 times"));
}

#[test]
fn a_style_that_is_not_kept_is_told() {
    let contract = of("path", "matrix", false, "{ type: array, items: { type: integer } }");
    assert!(said(&contract, &get("/p/1,2"), None)[0].contains("it has to begin with `;`"));
    assert!(said(&contract, &get("/p/;colour=1"), None)[0].contains("it has to be `;color=…`"));
    assert!(said(&contract, &get("/p/;color=1,x"), None)[0].starts_with("error parameter path color[1]: type integer"));
}

#[test]
fn nested_deep_objects_are_read_as_most_servers_do() {
    let schema = "{ type: object, properties: { a: { type: object, properties: { b: { type: integer } } }, l: { type: array, items: { type: integer } } } }";
    let contract = of("query", "deepObject", true, schema);
    fits(&contract, &get("/p?color[a][b]=1&color[l][]=1&color[l][]=2"), None);
    assert!(
        said(&contract, &get("/p?color[a][b]=x"), None)[0].starts_with("error parameter query color.a.b: type integer")
    );
}

proptest! {
    #[test]
    fn no_query_and_no_path_makes_it_panic(text in "[a-zA-Z\\[\\]%=&;,.|+0-9{} ]{0,24}", style in 0_usize..14) {
        let (location, style, explode, _) = TABLE[style];
        for schema in VALUES {
            let contract = of(location, style, explode, schema);
            let _ = said(&contract, &asked(location, &text), None);
        }
    }
}
