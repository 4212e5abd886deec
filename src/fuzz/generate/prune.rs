//! What a program does not use is left out of it: a run costs what the program needs and no more.

use std::collections::HashSet;

/// The identifiers in a text, those in strings included (`globals()['f0']`).
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The program without functions, classes and imports that nothing else in it names.
pub fn prune(program: &str) -> String {
    let parts = top_level(program);
    let mut kept: Vec<bool> = parts.iter().map(|part| defined(part).is_none()).collect();
    let mut named: HashSet<&str> = HashSet::new();
    let mut looked_at = vec![false; parts.len()];
    while let Some(at) = (0..parts.len()).find(|&i| kept[i] && !looked_at[i]) {
        looked_at[at] = true;
        named.extend(words(&parts[at]));
        for (i, part) in parts.iter().enumerate() {
            kept[i] = kept[i] || defined(part).is_some_and(|name| named.contains(name));
        }
    }
    let parts = parts.iter().zip(kept).filter(|(_, kept)| *kept);
    parts.map(|(part, _)| part.as_str()).collect()
}

/// The statements of a module, with the lines below them.
fn top_level(program: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in program.lines().filter(|line| !line.trim().is_empty()) {
        let goes_on = [" ", "except", "else", "finally", "elif"];
        match parts.last_mut() {
            Some(part) if goes_on.iter().any(|begin| line.starts_with(begin)) => {
                part.push_str(line);
                part.push('\n');
            }
            _ => parts.push(format!("{line}\n")),
        }
    }
    parts
}

/// The name that a statement defines and does nothing else.
fn defined(part: &str) -> Option<&str> {
    let mut all = words(part.lines().next()?);
    match (all.next()?, all.next()?) {
        ("def" | "class" | "import", name) => Some(name),
        ("async", "def") => all.next(),
        ("from", _) => all.nth(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_nothing_names_goes() {
        let program = "import sys\nfrom array import array\nX = 1\ndef f():\n    return g()\n\ndef g():\n    return \
                       sys\ndef h():\n    return h()\ntry:\n    f()\nexcept E:\n    pass\n";
        let kept = "import sys\nX = 1\ndef f():\n    return g()\ndef g():\n    return sys\ntry:\n    f()\nexcept \
                    E:\n    pass\n";
        assert_eq!(super::prune(program), kept);
    }
}
