//! Diagnostics as a person sees them: place, source excerpt, what to do next.

use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::lines::{Index, boundary};
use crate::model::place::Place;

/// The longest stretch of a text that is looked through for an excerpt, in bytes: of a document that is one line of
/// megabytes only the place is said.
const EXCERPT: usize = 256 * 1024;

/// How a person's terminal takes it.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether colours are wanted.
    pub colours: bool,
    /// How wide a line may be.
    pub width: usize,
}

/// All diagnostics, one after another, each ending in a line break.
#[must_use]
pub fn render<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, style: Style) -> String {
    let mut index = Index::default();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let _ = writeln!(out, "{}\n", one(diagnostic, style, &mut index));
    }
    out
}

/// One diagnostic, without a line break at its end. Who renders many keeps the index of their texts.
#[must_use]
pub fn one(diagnostic: &Diagnostic, style: Style, index: &mut Index) -> String {
    let renderer = if style.colours { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(style.width).render(&[group(diagnostic, index)])
}

fn group<'a>(diagnostic: &'a Diagnostic, index: &mut Index) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        let label = diagnostic.label.as_deref();
        let (same, other): (Vec<_>, Vec<_>) =
            diagnostic.also.iter().partition(|(also, _)| also.source() == place.source());
        let mut marks = vec![(place, AnnotationKind::Primary, label)];
        marks.extend(same.iter().map(|(also, label)| (also, AnnotationKind::Context, Some(label.as_str()))));
        group = excerpt(group, &marks, index);
        for (also, label) in other {
            group = excerpt(group, &[(also, AnnotationKind::Context, Some(label.as_str()))], index);
        }
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// The lines of one text from the first to the last place that is marked in it.
fn excerpt<'a>(
    group: Group<'a>,
    marks: &[(&'a Place, AnnotationKind, Option<&'a str>)],
    index: &mut Index,
) -> Group<'a> {
    let Some((first, ..)) = marks.first() else { return group };
    let source = first.source();
    let lines = index.of(source);
    let spans: Vec<_> = marks.iter().map(|(place, ..)| visible(&source.text, place.span())).collect();
    let top = spans.iter().map(|span| lines.line(span.start)).min().unwrap_or(1);
    let bottom = spans.iter().map(|span| lines.line(span.end)).max().unwrap_or(top);
    let shown = lines.range(top).start..lines.range(bottom).end;
    if shown.len() > EXCERPT {
        let (line, column) = lines.line_column(first);
        return group.element(Origin::path(source.name.as_str()).line(line).char_column(column));
    }
    let mut snippet = Snippet::<Annotation<'a>>::source(&source.text[shown.clone()]);
    snippet = snippet.path(source.name.as_str()).line_start(top);
    for (span, (_, kind, label)) in spans.into_iter().zip(marks) {
        let annotation = kind.span(span.start - shown.start..span.end - shown.start);
        snippet = snippet.annotation(match label {
            Some(label) => annotation.label(*label),
            None => annotation,
        });
    }
    group.element(snippet)
}

/// Only the first line of a span: a whole case underlined says less than its head.
fn visible(text: &str, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = boundary(text, span.start);
    let end = boundary(text, span.end).max(start);
    match text[start..end].find('\n') {
        Some(line) => start..start + text[start..start + line].trim_end().len().max(1).min(line.max(1)),
        None => start..end,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::place::{Place, Source};

    #[test]
    fn a_diagnostic_shows_its_line_and_its_help() {
        let source = Arc::new(Source { name: "suites/a.yaml".into(), text: "suite: a\nlaen: contract\n".into() });
        let place = Place::new(source, 9, 13);
        let one =
            Diagnostic::error("unknown-key", &place, "`laen` is not a key of a suite").help("did you mean `lane`?");
        let shown = render([&one], Style { colours: false, width: 100 });
        for part in [
            "error[unknown-key]: `laen` is not a key of a suite",
            "suites/a.yaml:2:1",
            "laen: contract",
            "^^^^",
            "help: did you mean `lane`?",
        ] {
            assert!(shown.contains(part), "{part} in\n{shown}");
        }
    }

    #[test]
    fn of_a_text_that_is_one_endless_line_only_the_place_is_said() {
        let text = format!("{{\"é\":1,\"a\":\"{}\"}}", "x".repeat(EXCERPT));
        let source = Arc::new(Source { name: "a.json".into(), text });
        let one = Diagnostic::error("x", &Place::new(source, 8, 11), "y").label("z");
        let shown = render([&one], Style { colours: false, width: 100 });
        assert!(shown.contains("a.json:1:8") && shown.len() < 200, "{}", shown.len());
    }

    #[test]
    fn odd_spans_do_not_panic() {
        let source = Arc::new(Source { name: "a".into(), text: "é\n\nü".into() });
        for start in 0..8 {
            for end in start..9 {
                let place = Place::new(source.clone(), start, end);
                let one = Diagnostic::error("x", &place, "y").label("z");
                assert!(!render([&one], Style { colours: true, width: 80 }).is_empty());
            }
        }
    }
}
