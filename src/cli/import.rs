//! `holdpoint import`: a first suite, written from what others have.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::arguments::{Arguments, Import, ImportOf, ImportOpenapi, Output};
use super::console::{Console, many, print};
use super::prepare;
use super::problem::Problem;
use crate::model::verdict::Verdict;
use crate::openapi::document::{Loading, load};
use crate::openapi::draft::{self, Draft};
use crate::openapi::read::read;
use crate::suite::project;

/// Imports.
///
/// # Errors
/// What cannot be read, that nothing can be written from it, or that a file is there already.
pub(super) fn import(arguments: &Arguments, import: &Import, console: &Console) -> Result<Verdict, Problem> {
    let ImportOf::Openapi(openapi) = &import.of;
    of_openapi(arguments, openapi, console)
}

fn of_openapi(arguments: &Arguments, import: &ImportOpenapi, console: &Console) -> Result<Verdict, Problem> {
    let document = load(&import.file, &Loading::default()).map_err(Problem::Diagnostics)?;
    let (api, found) = read(&document);
    if found.has_errors() {
        return Err(Problem::Diagnostics(found));
    }
    let target = import.target.clone().unwrap_or_else(|| draft::name(&api.title));
    let is_name = target.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_name || target.is_empty() || target.starts_with('-') {
        return Err(Problem::invalid(format!(
            "`{target}` cannot be a target's name: it has a-z, 0-9 and `-`; say --target NAME"
        )));
    }
    let draft = draft::draft(&document, &api, &target);
    if draft.cases == 0 {
        let why = draft.left.first().map(|(name, why)| format!(": {name}: {why}")).unwrap_or_default();
        return Err(Problem::invalid(format!(
            "no operation of `{}` can be called with what the document shows{why}; add examples to it",
            import.file.display()
        )));
    }
    let place = place(arguments, import)?;
    let suite = place.folder.join(&target).join("contract.yaml");
    let mut written = vec![(suite, draft.suite.clone())];
    if place.is_new {
        let file = place.folder.join("holdpoint.yaml");
        let text = format!(
            "# Which targets there are. Without a live flag every target is mocked; this one has no mock yet.\nversion: 1\ntargets:\n{}",
            draft.target
        );
        written.insert(0, (file, text));
    }
    if let Some((path, _)) = written.iter().find(|(path, _)| path.exists()) {
        let help = "nothing was written; remove it, or say --target NAME or --out DIR";
        return Err(Problem::invalid(format!("`{}` is there already, and is not overwritten: {help}", path.display())));
    }
    for (path, text) in &written {
        write(path, text)?;
    }
    let files: Vec<PathBuf> = written.into_iter().map(|(path, _)| path).collect();
    let declare = !place.is_new && !place.targets.contains(&target);
    tell(arguments, console, &draft, &target, &files, declare)?;
    Ok(Verdict::Green)
}

/// Where suites are written.
struct Place {
    folder: PathBuf,
    /// Whether there is no project yet.
    is_new: bool,
    targets: Vec<String>,
}

fn place(arguments: &Arguments, import: &ImportOpenapi) -> Result<Place, Problem> {
    let start = import.out.as_deref().filter(|path| path.is_dir()).unwrap_or(Path::new("."));
    let known = arguments.common.project.is_some() || project::find(start).is_ok();
    if !known {
        let folder = import.out.clone().unwrap_or_else(|| PathBuf::from("suites"));
        return Ok(Place { folder, is_new: true, targets: Vec::new() });
    }
    let project = prepare::project(&arguments.common, &[start.to_owned()])?;
    let folder = import.out.clone().unwrap_or_else(|| project.root.clone());
    Ok(Place { folder, is_new: false, targets: project.targets.keys().map(ToString::to_string).collect() })
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let failed = |error: std::io::Error| Problem::invalid(format!("`{}` cannot be written: {error}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    // Between the question whether it is there and this, another may have written it.
    let mut file = std::fs::File::create_new(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)
}

fn tell(
    arguments: &Arguments,
    console: &Console,
    draft: &Draft,
    target: &str,
    files: &[PathBuf],
    declare: bool,
) -> Result<(), Problem> {
    if arguments.common.output == Output::Json {
        let left: Vec<_> = draft.left.iter().map(|(name, why)| json!({"operation": name, "reason": why})).collect();
        let document = json!({
            "schema": "holdpoint-import/v1",
            "target": target,
            "files": files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
            "cases": draft.cases,
            "left_out": left,
            "project_lines": declare.then_some(&draft.target),
        });
        print(&format!("{document}\n"))?;
        return Ok(());
    }
    if console.quiet {
        return Ok(());
    }
    let mut out = String::new();
    for path in files {
        out.push_str(&format!("wrote {}\n", path.display()));
    }
    out.push_str(&many(draft.cases, "case"));
    if !draft.left.is_empty() {
        out.push_str(&format!("; {} without one: the suite's comments say why", many(draft.left.len(), "operation")));
    }
    out.push('\n');
    if declare {
        out.push_str(&format!("\nAdd to the project file, under `targets`:\n\n{}", draft.target));
    }
    out.push_str(&format!("\nnext  holdpoint check\n      holdpoint run {target} --live {target}=https://…\n"));
    print(&out)?;
    Ok(())
}
