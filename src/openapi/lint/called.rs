//! What the objects of a document are called when people are told of them.

use super::role::Role;

/// What an object of a role is called.
pub(super) const fn called(role: Role) -> &'static str {
    match role {
        Role::Document => "the document",
        Role::Info => "`info`",
        Role::Contact => "a contact",
        Role::License => "a licence",
        Role::Server => "a server",
        Role::ServerVariable => "a server's variable",
        Role::Components => "`components`",
        Role::PathItem => "a path",
        Role::Operation => "an operation",
        Role::ExternalDocs => "`externalDocs`",
        Role::Parameter => "a parameter",
        Role::Header => "a header",
        Role::RequestBody => "a request's body",
        Role::MediaType => "a media type",
        Role::Encoding => "an encoding",
        Role::Response => "a response",
        Role::Callback => "a callback",
        Role::Example => "an example",
        Role::Link => "a link",
        Role::Tag => "a tag",
        Role::Schema => "a schema",
        Role::Discriminator => "a discriminator",
        Role::Xml => "`xml`",
        Role::SecurityScheme => "a security scheme",
        Role::Flows => "`flows`",
        Role::Flow => "an OAuth flow",
        Role::Group => "a map",
    }
}
