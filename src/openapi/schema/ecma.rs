//! Whether a text is a regular expression of ECMA-262, whatever engine may hold it.

/// Whether a text is a pattern by the grammar for the web (ECMA-262, section B.1.2), which takes more than the strict one:
/// braces that repeat nothing, `[\w-.]`, `\_`, `(?!a)+`.
pub(super) fn is_pattern(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    // For each group that is open, whether it may be repeated.
    let mut open: Vec<bool> = Vec::new();
    let mut rest = &letters[..];
    while let Some((letter, after)) = rest.split_first() {
        rest = after;
        let repeatable = match letter {
            '^' | '$' | '|' => false,
            '\\' => match rest.split_first() {
                Some((letter, after)) => {
                    rest = after;
                    !matches!(letter, 'b' | 'B')
                }
                None => return false,
            },
            '(' => {
                let Some((is_repeatable, after)) = group(rest) else { return false };
                open.push(is_repeatable);
                rest = after;
                false
            }
            ')' => match open.pop() {
                Some(is_repeatable) => is_repeatable,
                None => return false,
            },
            '[' => {
                let Some(after) = class(rest) else { return false };
                rest = after;
                true
            }
            '*' | '+' | '?' => return false,
            '{' if braces(rest).is_some() => return false,
            _ => true,
        };
        if repeatable {
            let Some(after) = repeated(rest) else { return false };
            rest = after;
        }
    }
    open.is_empty()
}

/// What follows the beginning of a group, and whether the group may be repeated.
fn group(rest: &[char]) -> Option<(bool, &[char])> {
    match rest {
        ['?', ':' | '=' | '!', after @ ..] => Some((true, after)),
        ['?', '<', '=' | '!', after @ ..] => Some((false, after)),
        ['?', '<', name @ ..] => {
            let end = name.iter().position(|letter| *letter == '>').filter(|end| *end > 0)?;
            let is_name = |letter: &char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
            name[..end].iter().all(is_name).then(|| (true, &name[end + 1..]))
        }
        ['?', ..] => None,
        _ => Some((true, rest)),
    }
}

/// What follows a class, which begins behind its bracket.
fn class(rest: &[char]) -> Option<&[char]> {
    let mut rest = rest.strip_prefix(&['^']).unwrap_or(rest);
    loop {
        let (low, after) = match rest {
            [']', after @ ..] => return Some(after),
            _ => member(rest)?,
        };
        rest = after;
        if let ['-', after @ ..] = rest
            && after.first().is_some_and(|letter| *letter != ']')
        {
            let (high, after) = member(after)?;
            if low.zip(high).is_some_and(|(low, high)| low > high) {
                return None;
            }
            rest = after;
        }
    }
}

/// A member of a class: its code, where it is one letter, and what follows.
fn member(rest: &[char]) -> Option<(Option<u32>, &[char])> {
    let (letter, after) = rest.split_first()?;
    if *letter != '\\' {
        return Some((Some(u32::from(*letter)), after));
    }
    let (letter, after) = after.split_first()?;
    let digits = |count: usize, radix: u32| {
        let text: String = after.get(..count)?.iter().collect();
        u32::from_str_radix(&text, radix).ok().map(|code| (Some(code), &after[count..]))
    };
    let code = match letter {
        'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'p' | 'P' | 'c' | 'k' | '0'..='9' => None,
        'x' => return Some(digits(2, 16).unwrap_or((None, after))),
        'u' => return Some(digits(4, 16).unwrap_or((None, after))),
        'b' => Some(8),
        't' => Some(9),
        'n' => Some(10),
        'v' => Some(11),
        'f' => Some(12),
        'r' => Some(13),
        other => Some(u32::from(*other)),
    };
    Some((code, after))
}

/// What follows a repetition, or what there is where none stands here.
fn repeated(rest: &[char]) -> Option<&[char]> {
    let after = match rest {
        ['*' | '+' | '?', after @ ..] => after,
        ['{', inner @ ..] => match braces(inner) {
            Some((least, most, after)) => {
                if most.is_some_and(|most| most < least) {
                    return None;
                }
                after
            }
            None => return Some(rest),
        },
        _ => return Some(rest),
    };
    Some(after.strip_prefix(&['?']).unwrap_or(after))
}

/// The bounds of a repetition in braces, behind the first one, and what follows.
fn braces(rest: &[char]) -> Option<(u64, Option<u64>, &[char])> {
    let end = rest.iter().take(48).position(|letter| *letter == '}')?;
    let text: String = rest[..end].iter().collect();
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let (least, most) = match text.split_once(',') {
        None => (number(&text)?, Some(number(&text)?)),
        Some((least, "")) => (number(least)?, None),
        Some((least, most)) => (number(least)?, Some(number(most)?)),
    };
    Some((least, most, &rest[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::is_pattern;

    #[test]
    fn the_grammar_for_the_web_decides() {
        for right in [
            "",
            "a",
            "^a$",
            "a|b||",
            "(a|b)*?",
            "a{2}",
            "a{2,}",
            "a{2,3}?",
            "[a-zA-Z]{1-70}",
            "{",
            "}",
            "]",
            "a{",
            "{a}",
            r"[\w-.]",
            r"[\s-_()]",
            "[]",
            "[^]",
            "[]a]",
            "[-a]",
            "[a-]",
            r"[^/:|\000-\037]+",
            r"\_",
            r"(?!\.)+",
            "(?:a)+",
            "(?<year>[0-9]+)",
            "(?<=a)b",
            r"^.{0,262144}$",
            r"\p{XDigit}{8}",
            r"[^\p\{C\}]*\+",
            r"[\u0020-\uD7FF]",
            r"\)",
            r"[\uDBFF-\uDC00]",
            "(?=a)*",
            "a{99999999999999999999,}",
        ] {
            assert!(is_pattern(right), "{right}");
        }
        for wrong in [
            "(",
            ")",
            "(a",
            "a)",
            "[",
            "[a",
            r"[a\]",
            "*",
            "a**",
            "a+*",
            "^*",
            "|+",
            "(*a)",
            "{2}",
            "a{3,2}",
            "a{2}{3}",
            r"\",
            "[z-a]",
            r"[\u0041-\u0040]",
            "(?i)a",
            "(?P<n>a)",
            "(?<>a)",
            "(?<a-b>a)",
            r"\b+",
            "(?<=a)+",
            "(?",
            "(?<a",
        ] {
            assert!(!is_pattern(wrong), "{wrong}");
        }
    }
}
