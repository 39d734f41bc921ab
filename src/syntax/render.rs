//! Diagnostics as a person sees them: place, source excerpt, what to do next.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::model::diagnostic::{Diagnostic, Severity};

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
    let renderer = if style.colours { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let _ = writeln!(out, "{}\n", renderer.render(&[group(diagnostic)]));
    }
    out
}

fn group(diagnostic: &Diagnostic) -> Group<'_> {
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        let source = place.source();
        let mut snippet = Snippet::source(source.text.as_str()).path(source.name.as_str());
        let primary = AnnotationKind::Primary.span(visible(&source.text, place.span()));
        snippet = snippet.annotation(match &diagnostic.label {
            Some(label) => primary.label(label.as_str()),
            None => primary,
        });
        let (same, other): (Vec<_>, Vec<_>) =
            diagnostic.also.iter().partition(|(also, _)| also.source().name == source.name);
        for (also, label) in same {
            let span = visible(&source.text, also.span());
            snippet = snippet.annotation(AnnotationKind::Context.span(span).label(label.as_str()));
        }
        group = group.element(snippet);
        for (also, label) in other {
            let source = also.source();
            let span = visible(&source.text, also.span());
            group = group.element(
                Snippet::source(source.text.as_str())
                    .path(source.name.as_str())
                    .annotation(AnnotationKind::Context.span(span).label(label.as_str())),
            );
        }
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// Only the first line of a span: a whole case underlined says less than its head.
fn visible(text: &str, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
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
