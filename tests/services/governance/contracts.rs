//! Versions of contracts: made as candidates, checked by pairs, activated past the guards.

use serde_json::{Value, json};

use super::super::wire::{Request, Switch, remove};
use super::marks::Marks;
use super::store::{Check, Store, now};
use super::{Came, Problem, audit};

const FIELDS: [&str; 7] = [
    "contract_type",
    "contract_version",
    "schema_ref",
    "schema_checksum",
    "status",
    "is_backward_compatible",
    "compatibility_notes",
];

pub(super) fn list(fault: &Switch, store: &Store, id: &str, request: &Request, marks: &Marks) -> Came {
    let integration = match store.integration(id) {
        Err(_) if fault.is("ghost-lists") => &json!({ "lifecycle_status": "active" }),
        found => found?,
    };
    let kind = request.query("contract_type");
    let mut all: Vec<Value> = store
        .contracts
        .iter()
        .filter(|one| one["integration_id"] == id && kind.is_none_or(|kind| one["contract_type"] == kind))
        .cloned()
        .collect();
    for one in &mut all {
        one["request_id"] = json!(marks.request);
    }
    let active: Vec<Value> = all.iter().filter(|one| one["status"] == "active").cloned().collect();
    let mut body = json!({
        "integration_id": id,
        "lifecycle_status": integration["lifecycle_status"],
        "contracts": all,
        "active_contracts": active,
    });
    let own = store.integrations.get(id).is_some_and(|one| one["code"] == id);
    if body["contracts"].as_array().is_some_and(Vec::is_empty) && own {
        match fault.on() {
            "empty-list-null" => body["contracts"] = Value::Null,
            "empty-list-draft" => body["lifecycle_status"] = json!("draft"),
            "empty-list-no-lifecycle" => remove(&mut body, "lifecycle_status"),
            "empty-list-no-active" => remove(&mut body, "active_contracts"),
            _ => {}
        }
    }
    Ok(body)
}

pub(super) fn write(fault: &Switch, store: &mut Store, id: &str, rest: &[&str], body: &Value, marks: &Marks) -> Came {
    store.integration(id)?;
    match rest {
        [] => create(fault, store, id, body, marks),
        ["compatibility-check"] => check(fault, store, id, body, marks),
        ["consistency-check"] => consistency(fault, store, id, body),
        [version, "activate"] => activate(fault, store, id, version, body, marks),
        _ => Err(Problem::new(404, "AUTH-404-NOT-FOUND", "No route")),
    }
}

fn blocked(reason: &str, baseline: &Value, candidate: &Value) -> Problem {
    Problem::new(409, "integration_contract_activation_blocked", "契约版本激活被阻断")
        .with(json!({ "reason": reason, "baseline_version": baseline, "candidate_version": candidate }))
}

fn create(fault: &Switch, store: &mut Store, id: &str, body: &Value, marks: &Marks) -> Came {
    let text = |name: &str| body[name].as_str().filter(|text| !text.is_empty());
    let hex = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let unknown = body.as_object().is_none_or(|members| members.keys().any(|key| !FIELDS.contains(&key.as_str())));
    let sound = text("schema_checksum").is_some_and(|sum| hex(sum) || fault.is("checksum-unchecked"));
    let whole = ["contract_type", "contract_version", "schema_ref"].iter().all(|name| text(name).is_some());
    if (unknown && !fault.is("unknown-field-taken")) || !sound || !whole {
        let mut problem = Problem::invalid("请求参数不完整或格式错误");
        match fault.on() {
            "invalid-422" => problem.status = 422,
            "invalid-kept" => put(store, id, body, marks),
            _ => {}
        }
        return Err(problem);
    }
    let (kind, version) = (text("contract_type").unwrap_or_default(), text("contract_version").unwrap_or_default());
    if let Some(at) = store.find(id, kind, version) {
        let mut problem = Problem::new(409, "integration_contract_conflict", "契约版本冲突，请检查 contract_version");
        match fault.on() {
            "twice-taken" => return Ok(store.contracts[at].clone()),
            "twice-overwrites" => store.contracts[at]["schema_ref"] = body["schema_ref"].clone(),
            "twice-retryable" => problem.members["retryable"] = json!(true),
            "twice-500" => problem.status = 500,
            _ => {}
        }
        return Err(problem);
    }
    if body["status"] == "active" && !fault.is("active-made") {
        if fault.is("active-kept") {
            put(store, id, body, marks);
        }
        let reason = if fault.is("active-reason") { "forbidden" } else { "active_status_requires_activation_flow" };
        return Err(blocked(reason, &Value::Null, &Value::Null));
    }
    put(store, id, body, marks);
    let made = store.contracts.last_mut().expect("it was put there");
    match fault.on() {
        "checksum-as-sent" => {
            let mut told = made.clone();
            told["schema_checksum"] = body["schema_checksum"].clone();
            return Ok(logged(fault, store, id, told, marks));
        }
        "compatible-by-default" if body["is_backward_compatible"].is_null() => {
            made["is_backward_compatible"] = json!(true);
        }
        "reference-shortened" => {
            let short = made["schema_ref"].as_str().unwrap_or_default().replace("s3://contracts/", "contracts/");
            made["schema_ref"] = json!(short);
        }
        _ => {}
    }
    let made = made.clone();
    Ok(logged(fault, store, id, made, marks))
}

/// The version that was made, after the audit has it.
fn logged(fault: &Switch, store: &mut Store, id: &str, made: Value, marks: &Marks) -> Value {
    let (kind, version) = (made["contract_type"].as_str(), made["contract_version"].as_str());
    let target = format!("{id}:{}:{}", kind.unwrap_or_default(), version.unwrap_or_default());
    let mut after = json!({});
    for name in ["integration_id", "contract_type", "contract_version", "status", "is_backward_compatible"] {
        after[name] = made[name].clone();
    }
    audit::write(fault, store, "created", &target, (Value::Null, after), marks);
    made
}

fn put(store: &mut Store, id: &str, body: &Value, marks: &Marks) {
    let sum = body["schema_checksum"].as_str().unwrap_or_default().to_ascii_lowercase();
    store.contracts.push(json!({
        "integration_id": id,
        "contract_type": body["contract_type"],
        "contract_version": body["contract_version"],
        "schema_ref": body["schema_ref"],
        // A checksum that is none is kept by a fault alone, in a form that can be listed.
        "schema_checksum": if sum.len() == 64 { sum } else { "0".repeat(64) },
        "status": body["status"].as_str().unwrap_or("candidate"),
        "is_backward_compatible": body["is_backward_compatible"].as_bool().unwrap_or(false),
        "compatibility_notes": body["compatibility_notes"],
        "created_by_user_id": "operator",
        "updated_by_user_id": "operator",
        "created_at": now(),
        "updated_at": now(),
        "request_id": marks.request,
    }));
}

fn missing(fault: &Switch, id: &str, kind: &str, version: &str) -> Problem {
    let code = if fault.is("version-404-code") { "AUTH-404-NOT-FOUND" } else { "integration_contract_not_found" };
    let mut members = json!({ "integration_id": id, "contract_type": kind, "contract_version": version });
    if fault.is("version-404-unnamed") {
        remove(&mut members, "contract_version");
    }
    Problem::new(404, code, "目标契约版本不存在").with(members)
}

fn check(fault: &Switch, store: &mut Store, id: &str, body: &Value, marks: &Marks) -> Came {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let (kind, baseline, candidate) = (text("contract_type"), text("baseline_version"), text("candidate_version"));
    let breaking = body["breaking_change_count"].as_u64().unwrap_or(0);
    if let Some(absent) = [&baseline, &candidate].into_iter().find(|version| store.find(id, &kind, version).is_none()) {
        return Err(missing(fault, id, &kind, absent));
    }
    let named = body["diff_summary"]["breaking_changes"].as_array().map(|list| list.len() as u64);
    let contradicts = named.is_some_and(|named| named != breaking);
    let made = Check {
        integration: id.to_owned(),
        kind: kind.clone(),
        baseline: baseline.clone(),
        candidate: candidate.clone(),
        breaking,
    };
    if contradicts && !fault.is("mismatch-taken") {
        if fault.is("mismatch-kept") {
            store.checks.push(made);
        }
        return Err(Problem::invalid("breaking_change_count 与 diff_summary 不一致"));
    }
    let result = if breaking == 0 || fault.is("count-ignored") { "compatible" } else { "incompatible" };
    store.checks.push(Check { breaking: if fault.is("count-ignored") { 0 } else { breaking }, ..made });
    let after = json!({
        "integration_id": id, "contract_type": kind, "baseline_version": baseline, "candidate_version": candidate,
        "evaluation_result": result, "breaking_change_count": breaking,
    });
    let mut told = after.clone();
    let target = format!("{id}:{kind}:{candidate}");
    audit::write(fault, store, "compatibility_evaluated", &target, (Value::Null, after), marks);
    told["diff_summary"] = body["diff_summary"].clone();
    told["checked_by_user_id"] = json!("operator");
    told["checked_at"] = json!(now());
    match fault.on() {
        "diff-dropped" => told["diff_summary"] = Value::Null,
        "count-answered-as-one" if breaking > 1 => told["breaking_change_count"] = json!(1),
        _ => {}
    }
    Ok(told)
}

/// The check that decides of a pair: the latest.
fn decides<'s>(fault: &Switch, store: &'s Store, pair: (&str, &str, &str, &str)) -> Option<&'s Check> {
    let (id, kind, baseline, candidate) = pair;
    let mut fits = store.checks.iter().filter(|check| {
        let same = check.baseline == baseline && check.candidate == candidate;
        let back = check.baseline == candidate && check.candidate == baseline;
        check.integration == id
            && (check.kind == kind || fault.is("check-of-any-type"))
            && (same || (back && fault.is("check-both-ways")))
    });
    if fault.is("first-check-decides") { fits.next() } else { fits.next_back() }
}

fn activate(fault: &Switch, store: &mut Store, id: &str, version: &str, body: &Value, marks: &Marks) -> Came {
    let kind = body["contract_type"].as_str().unwrap_or_default();
    let Some(at) = store.find(id, kind, version) else { return Err(missing(fault, id, kind, version)) };
    let active = store.active(id, kind);
    let baseline = active.map_or(Value::Null, |at| store.contracts[at]["contract_version"].clone());
    let named = &body["baseline_version"];
    let refused = guard(fault, store, (id, kind, version), at, &baseline, named);
    if let Err(problem) = refused {
        if fault.is("refusal-logged-as-success") {
            let states = (json!({ "status": "candidate" }), json!({ "status": "active" }));
            audit::write(fault, store, "activated", &format!("{id}:{kind}:{version}"), states, marks);
        }
        if fault.is("refusal-activates")
            && problem.members["reason"] == "missing_compatibility_check"
            && named.is_null()
        {
            store.contracts[at]["status"] = json!("active");
        }
        return Err(problem);
    }
    for (other, one) in store.contracts.iter_mut().enumerate() {
        let of_type = one["contract_type"] == kind || fault.is("one-active-of-all-types");
        if other != at && one["integration_id"] == id && one["status"] == "active" && of_type {
            match fault.on() {
                "two-active" => {}
                "former-is-candidate" => one["status"] = json!("candidate"),
                _ => one["status"] = json!("deprecated"),
            }
            one["updated_at"] = json!(now());
        }
    }
    let one = &mut store.contracts[at];
    let before = one["status"].clone();
    one["status"] = json!("active");
    one["updated_at"] = json!(now());
    let mut told = one.clone();
    told["previous_status"] = match fault.on() {
        "first-was-active" if baseline.is_null() => json!("active"),
        "back-was-candidate" if before == "deprecated" => json!("candidate"),
        _ => before.clone(),
    };
    told["current_status"] = json!("active");
    let states = (json!({ "status": before }), json!({ "status": "active" }));
    audit::write(fault, store, "activated", &format!("{id}:{kind}:{version}"), states, marks);
    Ok(told)
}

/// What stands in the way of an activation.
fn guard(
    fault: &Switch,
    store: &Store,
    (id, kind, version): (&str, &str, &str),
    at: usize,
    baseline: &Value,
    named: &Value,
) -> Result<(), Problem> {
    let candidate = json!(version);
    let status = &store.contracts[at]["status"];
    if status == "retired" && !fault.is("retired-comes-back") {
        let reason = if fault.is("retired-reason") { "missing_compatibility_check" } else { "retired_version" };
        return Err(blocked(reason, baseline, &candidate));
    }
    let Some(active) = baseline.as_str() else { return Ok(()) };
    if status == "retired" || (fault.is("open-without-baseline") && named.is_null()) {
        return Ok(());
    }
    let other = active == version || named.as_str().is_some_and(|named| named != active);
    if other && !fault.is("baseline-ignored") {
        return Err(blocked("baseline_version_mismatch", baseline, &candidate));
    }
    if fault.is("former-comes-back") && status == "deprecated" {
        return Ok(());
    }
    match decides(fault, store, (id, kind, active, version)) {
        None if fault.is("baseline-only-if-sent") => Err(blocked("missing_compatibility_check", named, &candidate)),
        None => Err(blocked("missing_compatibility_check", baseline, &candidate)),
        Some(check) if check.breaking > 0 && !fault.is("any-check-opens") => {
            let mut members = json!({
                "baseline_version": baseline, "candidate_version": candidate, "breaking_change_count": check.breaking,
            });
            if fault.is("incompatible-without-count") {
                remove(&mut members, "breaking_change_count");
            }
            let detail = "候选版本与基线版本不兼容，禁止激活";
            Err(Problem::new(409, "integration_contract_incompatible", detail).with(members))
        }
        Some(_) => Ok(()),
    }
}

fn consistency(fault: &Switch, store: &mut Store, id: &str, body: &Value) -> Came {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let (kind, baseline, candidate) = (text("contract_type"), text("baseline_version"), text("candidate_version"));
    let breaking = decides(fault, store, (id, &kind, &baseline, &candidate)).map(|check| check.breaking);
    let open = match breaking {
        Some(0) => true,
        Some(_) => fault.is("gate-open-to-breaking"),
        None => fault.is("gate-open-unchecked"),
    };
    let mut told = json!({
        "integration_id": id, "contract_type": kind, "baseline_version": baseline, "candidate_version": candidate,
        "check_result": if open { "passed" } else { "blocked" }, "blocking": !open, "checked_at": now(),
    });
    if open {
        if fault.is("gate-activates")
            && let (Some(old), Some(new)) = (store.active(id, &kind), store.find(id, &kind, &candidate))
        {
            store.contracts[old]["status"] = json!("deprecated");
            store.contracts[new]["status"] = json!("active");
        }
        return Ok(told);
    }
    if fault.is("gate-blocks-at-200") {
        return Ok(told);
    }
    told["blocking"] = json!(!fault.is("gate-not-blocking"));
    Err(Problem::new(409, "integration_contract_consistency_blocked", "发布一致性检查未通过").with(told))
}
