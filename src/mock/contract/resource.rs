//! Which operations make, list, read, change and remove the same things, by their paths.

use std::collections::HashMap;

use http::Method;

use crate::openapi::api::{Api, Operation};
use crate::openapi::conform::Route;
use crate::value::percent::decode;

/// Things that lie below one path: `/customers/{cid}/orders`, each at `/customers/{cid}/orders/{oid}`.
#[derive(Debug)]
pub(super) struct Resource {
    /// The path of all of them.
    pub(super) base: String,
    /// The name of the last part of one's path.
    pub(super) parameter: String,
    /// The operation that reads one, else any at its path: what an id looks like stands there.
    pub(super) item: usize,
}

/// What an operation does to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Create,
    List,
    Read,
    Replace,
    Change,
    Remove,
}

/// The resources of a document, and which operation does what.
#[derive(Debug)]
pub(super) struct Resources {
    all: Vec<Resource>,
    roles: HashMap<usize, (usize, Role)>,
}

impl Resources {
    /// A path that ends in a name is one of what lies below the rest; where nothing makes such things, there is no state.
    pub(super) fn infer(api: &Api) -> Self {
        let mut all: Vec<Resource> = Vec::new();
        let operations = || api.operations.iter().enumerate();
        for (number, operation) in operations() {
            let Some((base, parameter)) = item(&operation.path) else { continue };
            match all.iter_mut().find(|one| one.base == base) {
                Some(known) if operation.method == Method::GET => known.item = number,
                Some(_) => {}
                None => all.push(Resource { base: base.to_owned(), parameter: parameter.to_owned(), item: number }),
            }
        }
        let has = |path: &str, method: &Method| operations().any(|(_, one)| one.path == path && one.method == *method);
        let mut roles = HashMap::new();
        for (number, operation) in operations() {
            let Some((index, role)) = role(&all, operation, &has) else { continue };
            roles.insert(number, (index, role));
        }
        // What nothing makes would never be there.
        let made: Vec<usize> = roles
            .values()
            .filter(|(_, role)| matches!(role, Role::Create | Role::Replace))
            .map(|(index, _)| *index)
            .collect();
        roles.retain(|_, (index, _)| made.contains(index));
        Self { all, roles }
    }

    /// What an operation does, and to which resource.
    pub(super) fn of(&self, operation: usize) -> Option<(&Resource, Role)> {
        let (index, role) = self.roles.get(&operation)?;
        Some((&self.all[*index], *role))
    }
}

fn role(all: &[Resource], operation: &Operation, has: &dyn Fn(&str, &Method) -> bool) -> Option<(usize, Role)> {
    let of_item = item(&operation.path).and_then(|(base, _)| all.iter().position(|one| one.base == base));
    if let Some(index) = of_item {
        let role = match operation.method {
            Method::GET => Role::Read,
            Method::PUT => Role::Replace,
            Method::PATCH => Role::Change,
            Method::DELETE => Role::Remove,
            // Some APIs change things by POST.
            Method::POST if !has(&operation.path, &Method::PATCH) => Role::Change,
            _ => return None,
        };
        return Some((index, role));
    }
    let index = all.iter().position(|one| one.base == operation.path)?;
    match operation.method {
        Method::POST => Some((index, Role::Create)),
        Method::GET => Some((index, Role::List)),
        _ => None,
    }
}

/// A path that ends in a name, taken apart; what lies at the root has no collection.
fn item(path: &str) -> Option<(&str, &str)> {
    let (base, last) = path.rsplit_once('/')?;
    let name = last.strip_prefix('{')?.strip_suffix('}')?;
    (!base.is_empty() && !base.ends_with('}') && !name.contains(['{', '}'])).then_some((base, name))
}

impl Resource {
    /// The path of all of them with the values of a request in it.
    pub(super) fn key(&self, route: &Route) -> String {
        let value = |segment: &str| {
            let name = segment.strip_prefix('{')?.strip_suffix('}')?;
            let (_, raw) = route.1.iter().find(|(known, _)| known == name)?;
            Some(decode(raw).replace('/', "%2F"))
        };
        let segments = self.base.split('/').map(|one| value(one).unwrap_or_else(|| one.to_owned()));
        segments.collect::<Vec<_>>().join("/")
    }

    /// The id that a request names.
    pub(super) fn id(&self, route: &Route) -> String {
        let found = route.1.iter().find(|(name, _)| *name == self.parameter);
        found.map(|(_, raw)| decode(raw).into_owned()).unwrap_or_default()
    }

    /// Whether a property may hold the id, the likeliest first: as the parameter is called, however it is written, or `id`.
    pub(super) fn id_rank(&self, property: &str) -> Option<usize> {
        let plain = |name: &str| name.replace(['_', '-'], "").to_lowercase();
        let (own, wanted) = (plain(property), plain(&self.parameter));
        let singular = plain(self.base.rsplit('/').next().unwrap_or_default());
        let singular = singular.strip_suffix('s').unwrap_or(&singular);
        [property == self.parameter, own == wanted, property == "id", own == format!("{singular}id"), own == "uuid"]
            .iter()
            .position(|fits| *fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_known_by_the_parameters_name() {
        let resource =
            |parameter: &str| Resource { base: "/customers/{cid}/orders".into(), parameter: parameter.into(), item: 0 };
        for (parameter, property, is) in [
            ("order_id", "order_id", true),
            ("order_id", "orderId", true),
            ("orderId", "id", true),
            ("oid", "order_id", true),
            ("order", "uuid", true),
            ("order_id", "customer_id", false),
            ("id", "name", false),
        ] {
            assert_eq!(resource(parameter).id_rank(property).is_some(), is, "{parameter} {property}");
        }
        let route = (0, vec![("cid".to_owned(), "a%2Fb".to_owned()), ("oid".to_owned(), "7%20".to_owned())]);
        assert_eq!(resource("oid").key(&route), "/customers/a%2Fb/orders");
        assert_eq!(resource("oid").id(&route), "7 ");
        assert_eq!(item("/a/{b}/{c}"), None);
        assert_eq!(item("/{b}"), None);
        assert_eq!(item("/a/{b}"), Some(("/a", "b")));
    }
}
