//! A case that runs alone: nothing runs beside it, and nothing waits for it but what has to.

use crate::bench::Yard;
use crate::bench::server::{Server, json};

/// A case of several requests, so that others have the time to come between.
fn steps(name: &str, alone: bool) -> String {
    let call = format!("      - {{ call: GET /{name}, repeat: 5, expect: 200 }}\n");
    format!("  - name: {name}\n    alone: {alone}\n    steps:\n{}", call.repeat(3))
}

fn suite(name: &str, head: &str, cases: &[(&str, bool)]) -> String {
    let cases: String = cases.iter().map(|(name, alone)| steps(name, *alone)).collect();
    format!("suite: {name}\nlane: contract\ntarget: api\n{head}cases:\n{cases}")
}

/// The requests that a server saw, each run of equal ones as one.
fn order(server: &Server) -> Vec<String> {
    let mut seen = server.lines();
    seen.dedup();
    seen
}

#[test]
fn it_lets_all_others_go_first() {
    let server = Server::always(json("{}"));
    let yard = Yard::new()
        .suite("one", &suite("one", "", &[("alone", true), ("a", false), ("another", true)]))
        .suite("two", &suite("two", "", &[("b", false)]));
    // Also where only one may run at once, and so nothing else could begin while one waits.
    for jobs in ["64", "1"] {
        let before = order(&server).len();
        yard.run(&["--live", &server.live(), "--jobs", jobs]).is(0, &["4 passed"]);
        let seen = &order(&server)[before..];
        let (others, mut alone) = (&seen[..seen.len() - 2], seen[seen.len() - 2..].to_vec());
        alone.sort();
        assert_eq!(alone, ["GET /alone", "GET /another"], "{seen:?}");
        assert!(others.iter().all(|line| ["GET /a", "GET /b"].contains(&line.as_str())), "{seen:?}");
    }
}

#[test]
fn in_a_sequential_suite_it_keeps_its_place() {
    let server = Server::always(json("{}"));
    let yard = Yard::new()
        .suite("one", &suite("one", "order: sequential\n", &[("a", false), ("alone", true), ("b", false)]))
        .suite("two", &suite("two", "", &[("c", false), ("d", false)]));
    yard.run(&["--live", &server.live()]).is(0, &["5 passed"]);
    let seen = order(&server);
    let own: Vec<&str> = seen.iter().map(|line| &line[5..]).filter(|path| !matches!(*path, "c" | "d")).collect();
    let mut own_order = own.clone();
    own_order.dedup();
    assert_eq!(own_order, ["a", "alone", "b"], "{seen:?}");
    assert_eq!(own.iter().filter(|path| **path == "alone").count(), 1, "something ran beside it: {seen:?}");
    // And all of the suite waited, so that nothing waited for it.
    assert_eq!(seen[seen.len() - 3..], ["GET /a", "GET /alone", "GET /b"], "{seen:?}");
}

#[test]
fn where_others_are_not_run_it_does_not_wait() {
    let server = Server::always(json("{}"));
    let yard = Yard::new().suite("one", &suite("one", "", &[("alone", true), ("a", false)])).file(
        "suites/two.yaml",
        "suite: two\nlane: contract\ntarget: api\ncases:\n  - { name: w, modes: mock, call: GET /w, expect: 200 }\n",
    );
    yard.run(&["--live", &server.live()]).is(0, &["2 passed", "1 not run"]);
    yard.run(&["one", "--filter", "alone", "--live", &server.live()]).is(0, &["1 passed"]);
}
