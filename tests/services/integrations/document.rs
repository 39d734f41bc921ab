//! The API's own contract, as it is published at /openapi.json.

use serde_json::{Value, json};

/// The document of the deployment of this version.
pub(super) fn openapi(version: &str) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Integrations API", "version": version },
        "security": [{ "key": [] }],
        "paths": {
            "/health": { "get": health("rootHealth") },
            "/integrations/v1/health": { "get": health("health") },
            "/openapi.json": { "get": {
                "operationId": "contract",
                "security": [],
                "responses": { "200": answer("This document", &json!({ "type": "object" })) },
            } },
            "/integrations/v1/installation": { "get": operation("installation", &[], &reference("Installation"), &[401, 403]) },
            "/v1/people": { "get": operation("listPeople", &paging(), &reference("People"), &[400, 401, 403]) },
            "/v1/people/{orcid}": { "get": operation("person", &[path("orcid")], &reference("Person"), &[401, 403, 404]) },
            "/v1/doi/{doi}": { "get": operation("publicationByDoi", &[path("doi")], &reference("Publication"), &[401, 403, 404]) },
            "/v1/publications": { "get": operation("listPublications", &paging(), &page("publications", "Publication"), &[400, 401, 403]) },
            "/v1/works": { "get": operation("listWorks", &paging(), &page("works", "Work"), &[400, 401, 403]) },
            "/integrations/v1/publications": {
                "get": operation("listInstallationPublications", &paging(), &page("publications", "Publication"), &[400, 401, 403]),
            },
            "/integrations/v1/works": { "get": operation("listInstallationWorks", &paging(), &page("works", "Work"), &[400, 401, 403]) },
        },
        "components": {
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-API-Key" } },
            "schemas": schemas(),
        },
    })
}

fn schemas() -> Value {
    let mut people = page("people", "Person");
    people["properties"]["q"] = json!({ "type": "string" });
    if let Some(required) = people["required"].as_array_mut() {
        required.push(json!("q"));
    }
    json!({
        "Health": object(&json!({ "status": { "type": "string" }, "version": { "type": "string" } })),
        "Error": object(&json!({ "error": { "type": "string" }, "code": { "type": "string" } })),
        "Installation": object(&json!({
            "id": { "type": "string" },
            "platform": { "type": "string" },
            "site_url": { "type": "string" },
            "origin_verified": { "type": "boolean" },
            "status": { "type": "string" },
            "scopes": { "type": "array", "items": { "type": "string" } },
        })),
        "Localised": { "type": "object", "additionalProperties": { "type": ["string", "null"] } },
        "People": people,
        "Person": object(&json!({
            "orcid_id": { "type": "string", "pattern": "^\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dX]$" },
            "name": { "oneOf": [{ "type": "string" }, reference("Localised")] },
            "biography": { "oneOf": [{ "type": "null" }, reference("Localised")] },
            "last_fetched_at": { "type": "integer" },
            "sync_status": { "enum": ["pending", "processing", "complete", "failed"] },
            "publication_count": { "type": "integer", "minimum": 0 },
        })),
        "Publication": object(&json!({
            "doi": { "type": "string", "pattern": "^10\\.[^A-Z]+$" },
            "title": reference("Localised"),
            "doi_url": { "type": "string" },
            "publication_date": { "type": "string", "format": "date" },
            "publication_year": { "type": "integer" },
            "publication_type": { "type": "string" },
            "cited_by_count": { "type": "integer", "minimum": 0 },
            "last_fetched_at": { "type": "integer" },
        })),
        "Work": object(&json!({
            "id": { "type": "string" },
            "title": reference("Localised"),
            "work_type": { "type": "string" },
            "publication_date": { "type": "string", "format": "date" },
            "publication_year": { "type": "integer" },
            "created_at": { "type": "integer" },
        })),
    })
}

/// An object that has all of its properties, and may have more.
fn object(properties: &Value) -> Value {
    let required: Vec<&String> = properties.as_object().map(|members| members.keys().collect()).unwrap_or_default();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn page(key: &str, item: &str) -> Value {
    object(&json!({
        key: { "type": "array", "items": reference(item) },
        "page": { "type": "integer", "minimum": 1 },
        "per_page": { "type": "integer", "minimum": 1, "maximum": 100 },
        "total": { "type": "integer", "minimum": 0 },
        "pages": { "type": "integer", "minimum": 0 },
        "next_page_url": { "type": ["string", "null"] },
    }))
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn answer(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn health(id: &str) -> Value {
    json!({ "operationId": id, "security": [], "responses": { "200": answer("Healthy", &reference("Health")) } })
}

fn operation(id: &str, parameters: &[Value], schema: &Value, errors: &[u16]) -> Value {
    let mut responses = json!({ "200": answer("Found", schema) });
    for status in errors {
        responses[status.to_string()] = answer("Refused", &reference("Error"));
    }
    json!({ "operationId": id, "parameters": parameters, "responses": responses })
}

fn path(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
}

fn paging() -> [Value; 5] {
    let query = |name: &str, schema: Value| json!({ "name": name, "in": "query", "schema": schema });
    [
        query("page", json!({ "type": "integer", "minimum": 1, "default": 1 })),
        query("per_page", json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 })),
        query("q", json!({ "type": "string" })),
        query("sort", json!({ "type": "string" })),
        query("dir", json!({ "enum": ["asc", "desc"] })),
    ]
}
