//! What may stand where in a document: each kind of object with its keys, and what stands under each of them.

use crate::openapi::dialect::Dialect::{self, V2_0, V3_1, V3_2};

/// What a value is by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Role {
    Document,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    Header,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Callback,
    Example,
    Link,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    Flows,
    Flow,
    /// A map from names of the document's own, or a list.
    Group,
}

/// What stands under a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
    /// Text, numbers, data.
    Plain,
    /// One object.
    One(Role),
    /// A list of them.
    List(Role),
    /// A map of them by names of the document's own.
    Names(Role),
    /// A map of them in which `x-` begins an extension.
    Open(Role),
    /// A map of lists of names, such as `dependentRequired`.
    Words,
}

/// A key that an object may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) key: &'static str,
    pub(super) holds: Holds,
    /// The first dialect that knows it.
    pub(super) since: Dialect,
}

const fn plain(key: &'static str) -> Field {
    Field { key, holds: Holds::Plain, since: V2_0 }
}

const fn one(key: &'static str, role: Role) -> Field {
    Field { key, holds: Holds::One(role), since: V2_0 }
}

const fn list(key: &'static str, role: Role) -> Field {
    Field { key, holds: Holds::List(role), since: V2_0 }
}

const fn names(key: &'static str, role: Role) -> Field {
    Field { key, holds: Holds::Names(role), since: V2_0 }
}

const fn open(key: &'static str, role: Role) -> Field {
    Field { key, holds: Holds::Open(role), since: V2_0 }
}

const fn since(since: Dialect, field: Field) -> Field {
    Field { since, ..field }
}

impl Role {
    /// The keys of such an object; none for maps and lists.
    pub(super) const fn fields(self) -> &'static [Field] {
        match self {
            Self::Document => DOCUMENT,
            Self::Info => INFO,
            Self::Contact => CONTACT,
            Self::License => LICENSE,
            Self::Server => SERVER,
            Self::ServerVariable => SERVER_VARIABLE,
            Self::Components => COMPONENTS,
            Self::PathItem => PATH_ITEM,
            Self::Operation => OPERATION,
            Self::ExternalDocs => EXTERNAL_DOCS,
            Self::Parameter => PARAMETER,
            Self::Header => HEADER,
            Self::RequestBody => REQUEST_BODY,
            Self::MediaType => MEDIA_TYPE,
            Self::Encoding => ENCODING,
            Self::Response => RESPONSE,
            Self::Example => EXAMPLE,
            Self::Link => LINK,
            Self::Tag => TAG,
            Self::Schema => SCHEMA,
            Self::Discriminator => DISCRIMINATOR,
            Self::Xml => XML,
            Self::SecurityScheme => SECURITY_SCHEME,
            Self::Flows => FLOWS,
            Self::Flow => FLOW,
            Self::Callback | Self::Group => &[],
        }
    }
}

const DOCUMENT: &[Field] = &[
    plain("openapi"),
    plain("swagger"),
    one("info", Role::Info),
    since(V3_1, plain("jsonSchemaDialect")),
    since(V3_2, plain("$self")),
    list("servers", Role::Server),
    open("paths", Role::PathItem),
    since(V3_1, names("webhooks", Role::PathItem)),
    one("components", Role::Components),
    plain("security"),
    list("tags", Role::Tag),
    one("externalDocs", Role::ExternalDocs),
];
const CONTACT: &[Field] = &[plain("name"), plain("url"), plain("email")];
const LICENSE: &[Field] = &[plain("name"), plain("url"), since(V3_1, plain("identifier"))];
const SERVER_VARIABLE: &[Field] = &[plain("enum"), plain("default"), plain("description")];
const EXTERNAL_DOCS: &[Field] = &[plain("description"), plain("url")];
const SERVER: &[Field] =
    &[plain("url"), plain("description"), since(V3_2, plain("name")), names("variables", Role::ServerVariable)];
const REQUEST_BODY: &[Field] = &[plain("description"), names("content", Role::MediaType), plain("required")];
const DISCRIMINATOR: &[Field] = &[plain("propertyName"), plain("mapping"), since(V3_2, plain("defaultMapping"))];
const INFO: &[Field] = &[
    plain("title"),
    since(V3_1, plain("summary")),
    plain("description"),
    plain("termsOfService"),
    one("contact", Role::Contact),
    one("license", Role::License),
    plain("version"),
];
const COMPONENTS: &[Field] = &[
    names("schemas", Role::Schema),
    names("responses", Role::Response),
    names("parameters", Role::Parameter),
    names("examples", Role::Example),
    names("requestBodies", Role::RequestBody),
    names("headers", Role::Header),
    names("securitySchemes", Role::SecurityScheme),
    names("links", Role::Link),
    names("callbacks", Role::Callback),
    since(V3_1, names("pathItems", Role::PathItem)),
    since(V3_2, names("mediaTypes", Role::MediaType)),
];
const PATH_ITEM: &[Field] = &[
    plain("$ref"),
    plain("summary"),
    plain("description"),
    one("get", Role::Operation),
    one("put", Role::Operation),
    one("post", Role::Operation),
    one("delete", Role::Operation),
    one("options", Role::Operation),
    one("head", Role::Operation),
    one("patch", Role::Operation),
    one("trace", Role::Operation),
    since(V3_2, one("query", Role::Operation)),
    since(V3_2, names("additionalOperations", Role::Operation)),
    list("servers", Role::Server),
    list("parameters", Role::Parameter),
];
const OPERATION: &[Field] = &[
    plain("tags"),
    plain("summary"),
    plain("description"),
    one("externalDocs", Role::ExternalDocs),
    plain("operationId"),
    list("parameters", Role::Parameter),
    one("requestBody", Role::RequestBody),
    open("responses", Role::Response),
    names("callbacks", Role::Callback),
    plain("deprecated"),
    plain("security"),
    list("servers", Role::Server),
];
const PARAMETER: &[Field] = &[
    plain("name"),
    plain("in"),
    plain("description"),
    plain("required"),
    plain("deprecated"),
    plain("allowEmptyValue"),
    plain("style"),
    plain("explode"),
    plain("allowReserved"),
    one("schema", Role::Schema),
    plain("example"),
    names("examples", Role::Example),
    names("content", Role::MediaType),
];
const HEADER: &[Field] = &[
    plain("description"),
    plain("required"),
    plain("deprecated"),
    plain("allowEmptyValue"),
    plain("style"),
    plain("explode"),
    plain("allowReserved"),
    one("schema", Role::Schema),
    plain("example"),
    names("examples", Role::Example),
    names("content", Role::MediaType),
];
const MEDIA_TYPE: &[Field] = &[
    one("schema", Role::Schema),
    since(V3_2, one("itemSchema", Role::Schema)),
    plain("example"),
    names("examples", Role::Example),
    names("encoding", Role::Encoding),
    since(V3_2, list("prefixEncoding", Role::Encoding)),
    since(V3_2, one("itemEncoding", Role::Encoding)),
];
const ENCODING: &[Field] = &[
    plain("contentType"),
    names("headers", Role::Header),
    plain("style"),
    plain("explode"),
    plain("allowReserved"),
    since(V3_2, names("encoding", Role::Encoding)),
    since(V3_2, list("prefixEncoding", Role::Encoding)),
    since(V3_2, one("itemEncoding", Role::Encoding)),
];
const RESPONSE: &[Field] = &[
    since(V3_2, plain("summary")),
    plain("description"),
    names("headers", Role::Header),
    names("content", Role::MediaType),
    names("links", Role::Link),
];
const EXAMPLE: &[Field] = &[
    plain("summary"),
    plain("description"),
    plain("value"),
    plain("externalValue"),
    since(V3_2, plain("dataValue")),
    since(V3_2, plain("serializedValue")),
];
const LINK: &[Field] = &[
    plain("operationRef"),
    plain("operationId"),
    plain("parameters"),
    plain("requestBody"),
    plain("description"),
    one("server", Role::Server),
];
const TAG: &[Field] = &[
    plain("name"),
    since(V3_2, plain("summary")),
    plain("description"),
    one("externalDocs", Role::ExternalDocs),
    since(V3_2, plain("parent")),
    since(V3_2, plain("kind")),
];
const XML: &[Field] = &[
    plain("name"),
    plain("namespace"),
    plain("prefix"),
    plain("attribute"),
    plain("wrapped"),
    since(V3_2, plain("nodeType")),
];
const SECURITY_SCHEME: &[Field] = &[
    plain("type"),
    plain("description"),
    plain("name"),
    plain("in"),
    plain("scheme"),
    plain("bearerFormat"),
    one("flows", Role::Flows),
    plain("openIdConnectUrl"),
    since(V3_2, plain("oauth2MetadataUrl")),
    since(V3_2, plain("deprecated")),
];
const FLOWS: &[Field] = &[
    one("implicit", Role::Flow),
    one("password", Role::Flow),
    one("clientCredentials", Role::Flow),
    one("authorizationCode", Role::Flow),
    since(V3_2, one("deviceAuthorization", Role::Flow)),
];
const FLOW: &[Field] = &[
    plain("authorizationUrl"),
    since(V3_2, plain("deviceAuthorizationUrl")),
    plain("tokenUrl"),
    plain("refreshUrl"),
    plain("scopes"),
];

/// The keywords of schemas: those of OpenAPI 3.0, and since 3.1 those of JSON Schema 2020-12 and of the drafts before.
const SCHEMA: &[Field] = &[
    plain("title"),
    plain("description"),
    plain("default"),
    plain("type"),
    plain("format"),
    plain("enum"),
    plain("multipleOf"),
    plain("maximum"),
    plain("exclusiveMaximum"),
    plain("minimum"),
    plain("exclusiveMinimum"),
    plain("maxLength"),
    plain("minLength"),
    plain("pattern"),
    plain("maxItems"),
    plain("minItems"),
    plain("uniqueItems"),
    plain("maxProperties"),
    plain("minProperties"),
    plain("required"),
    plain("nullable"),
    plain("readOnly"),
    plain("writeOnly"),
    plain("deprecated"),
    plain("example"),
    names("properties", Role::Schema),
    one("additionalProperties", Role::Schema),
    one("items", Role::Schema),
    list("allOf", Role::Schema),
    list("anyOf", Role::Schema),
    list("oneOf", Role::Schema),
    one("not", Role::Schema),
    one("discriminator", Role::Discriminator),
    one("xml", Role::Xml),
    one("externalDocs", Role::ExternalDocs),
    since(V3_1, plain("examples")),
    since(V3_1, plain("const")),
    since(V3_1, one("if", Role::Schema)),
    since(V3_1, one("then", Role::Schema)),
    since(V3_1, one("else", Role::Schema)),
    since(V3_1, list("prefixItems", Role::Schema)),
    since(V3_1, one("additionalItems", Role::Schema)),
    since(V3_1, one("contains", Role::Schema)),
    since(V3_1, plain("minContains")),
    since(V3_1, plain("maxContains")),
    since(V3_1, one("propertyNames", Role::Schema)),
    since(V3_1, names("patternProperties", Role::Schema)),
    since(V3_1, names("dependentSchemas", Role::Schema)),
    since(V3_1, Field { key: "dependentRequired", holds: Holds::Words, since: V3_1 }),
    since(V3_1, one("unevaluatedItems", Role::Schema)),
    since(V3_1, one("unevaluatedProperties", Role::Schema)),
    since(V3_1, plain("contentEncoding")),
    since(V3_1, plain("contentMediaType")),
    since(V3_1, one("contentSchema", Role::Schema)),
    since(V3_1, names("$defs", Role::Schema)),
    since(V3_1, names("definitions", Role::Schema)),
    since(V3_1, plain("$id")),
    since(V3_1, plain("$schema")),
    since(V3_1, plain("$anchor")),
    since(V3_1, plain("$dynamicAnchor")),
    since(V3_1, plain("$dynamicRef")),
    since(V3_1, plain("$comment")),
    since(V3_1, plain("$vocabulary")),
];
