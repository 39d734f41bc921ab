//! Codes of reading a contract; what its rules find has its page beside each rule.

use crate::catalog::page::Page;

/// By name.
pub(super) static PAGES: &[Page] = &[
    Page {
        id: "contract-dialect",
        summary: "The file is no OpenAPI document, or of a version that is not known here.",
        docs: r#"A document begins with `openapi: 3.1.1` (or another 3.0, 3.1 or 3.2) or with `swagger: "2.0"`. What the version is
decides what its schemas mean, so it is never guessed.
"#,
    },
    Page {
        id: "contract-link",
        summary: "A link names no operation of the document.",
        docs: r"A link says by `operationId` or `operationRef` which operation comes next. One that is not there leads nowhere, and no
check can follow it.
",
    },
    Page {
        id: "contract-parameter",
        summary: "A parameter has no name, or no place that there is.",
        docs: r"A parameter needs `name` and `in`, and `in` is one of path, query, header, cookie (since 3.2 also querystring). One that
cannot be read is left out of all that is checked.
",
    },
    Page {
        id: "contract-path",
        summary: "A path does not begin with `/`.",
        docs: r"Paths are joined to the server's address as they stand (OpenAPI 3.1.1, section 4.8.8.1). Write `/orders`.
",
    },
    Page {
        id: "contract-security",
        summary: "A security scheme is of no type that there is.",
        docs: r"`type` is one of apiKey (with `in: header`, `query` or `cookie`), http, oauth2, openIdConnect, mutualTLS.
",
    },
    Page {
        id: "contract-status",
        summary: "A key under `responses` is no status.",
        docs: r"It is a code between quotes (`'200'`), a class (`4XX`) or `default`. An answer under another key is never expected.
",
    },
    Page {
        id: "contract-syntax",
        summary: "The contract's file is no JSON.",
        docs: r"The mark stands where the reader gave up. A file that ends in `.json` is read as JSON and nothing else.
",
    },
];
