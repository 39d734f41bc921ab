//! Codes of documents of GraphQL and the schemas that they are held to.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "graphql-deprecated",
        summary: "The schema deprecates a field that is asked for.",
        docs: r"A warning: the field is still answered. Its schema says what to ask for instead, mostly before the version in which it is
gone. `holdpoint explain graphql` has the rest.
",
    },
    Page {
        id: "graphql-document",
        summary: "The document of GraphQL is not valid by the pinned schema.",
        docs: r"The service would answer it with `errors`, so it is not sent. The place is within the document, also where the suite holds
its text. Either the document is wrong, or the pinned schema is older than the service: then pin the new one, and look at what
else changed. A document that is wrong on purpose says why: `unchecked: why`.
",
    },
    Page {
        id: "graphql-operation",
        summary: "There is no telling which operation of a document is meant, or it cannot be sent.",
        docs: r"A document with several operations needs `operation: Name`; the name has to be one of them. A subscription is a stream of
answers, which no step waits for: ask with a query, and say `until`.
",
    },
    Page {
        id: "graphql-schema",
        summary: "The pinned schema of GraphQL cannot be read, or is not valid.",
        docs: r"It is text in the schema definition language, or the answer to the introspection query in a file that ends in `.json` (with
or without `data` around `__schema`; types need `ofType` as deep as they are nested). It has to be valid by itself (specification
of October 2021, section 3).
",
    },
    Page {
        id: "graphql-unchecked",
        summary: "`unchecked` without a reason, or on a document that the schema takes.",
        docs: r"`unchecked: why` is for what the schema refuses: a malformed query that the service has to refuse as well. Where schema,
document and variables agree there is nothing to be excused, and the step would not show what it says.
",
    },
    Page {
        id: "graphql-user-errors",
        summary: "A mutation does not ask for what it says that it refused.",
        docs: r"A warning. Many services refuse a write with HTTP 200, without `errors`, and with an item in a list of the payload such as
`userErrors`. The check `graphql` looks into it only where it was asked for: select `userErrors { field message }`.
",
    },
    Page {
        id: "graphql-variables",
        summary: "A variable is not of the type that the operation declares, is not declared, or is missing.",
        docs: r"What stands in the suite is held to the schema's types when the suite is read; what a template gives, before it is sent. An
`Int` has 32 bits, an enum's value is text, one item may stand for a list of it, and what a scalar of the schema's own takes
(`DateTime`, `URL`) only the service knows.
",
    },
];
