//! Where the operator, bracket or parenthesis of an expression is, so that carets can stress it.
//!
//! The outermost node of the expression decides: a binary operator, a subscript or a call. It is
//! found by scanning tokens, without a parser: the segment is known to be one valid expression.

/// The stressed part, as character offsets in the segment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Anchors {
    /// First stressed character.
    pub start: usize,
    /// First character behind.
    pub end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// A name, number, string or keyword that ends an operand.
    Operand,
    /// `or`, `and`, `not`, `in`, `is`, `if`, `lambda`, `await`, comparisons, `:=`, `,`: the node is
    /// no binary operation.
    Other,
    Operator,
    Open,
    Close,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    kind: Kind,
    start: usize,
    end: usize,
    depth: usize,
}

/// Precedence of a binary operator; higher binds tighter.
fn precedence(op: &str) -> u8 {
    match op {
        "|" => 1,
        "^" => 2,
        "&" => 3,
        "<<" | ">>" => 4,
        "+" | "-" => 5,
        "**" => 8,
        _ => 6,
    }
}

/// The anchors of an expression.
pub(crate) fn find(segment: &str) -> Option<Anchors> {
    let chars: Vec<char> = segment.chars().collect();
    let tokens = tokenize(&chars)?;
    let top: Vec<Token> = tokens.iter().copied().filter(|t| t.depth == 0).collect();
    if top.iter().any(|t| t.kind == Kind::Other) {
        return None;
    }
    match binary_operator(&chars, &top) {
        Found::Operator(t) => Some(Anchors { start: t.start, end: t.end }),
        Found::Unary => None,
        Found::Nothing => trailer(&chars, &top),
    }
}

enum Found {
    Operator(Token),
    Unary,
    Nothing,
}

fn binary_operator(chars: &[char], top: &[Token]) -> Found {
    let mut best: Option<(u8, Token)> = None;
    let mut unary = false;
    for (i, &t) in top.iter().enumerate() {
        if t.kind != Kind::Operator {
            continue;
        }
        let after_operand = i > 0 && matches!(top[i - 1].kind, Kind::Operand | Kind::Close);
        if !after_operand {
            unary |= i == 0;
            continue;
        }
        let op: String = chars[t.start..t.end].iter().collect();
        let p = precedence(&op);
        // Left-associative: the last of the loosest; `**` associates to the right.
        if best.is_none_or(|(b, _)| p < b || p == b && op != "**") {
            best = Some((p, t));
        }
    }
    match best {
        Some((8, _)) | None if unary => Found::Unary,
        Some((_, t)) => Found::Operator(t),
        None => Found::Nothing,
    }
}

/// The last bracket pair of a subscript or call.
fn trailer(chars: &[char], top: &[Token]) -> Option<Anchors> {
    let (&close, &open) = (top.last()?, top.get(top.len().checked_sub(2)?)?);
    if close.kind != Kind::Close || open.kind != Kind::Open || top.len() < 3 {
        return None;
    }
    let closing = chars[close.start];
    (closing != '}').then_some(Anchors { start: open.start, end: close.end })
}

fn tokenize(chars: &[char]) -> Option<Vec<Token>> {
    let (mut tokens, mut depth, mut i) = (Vec::new(), 0usize, 0);
    while i < chars.len() {
        let (start, c) = (i, chars[i]);
        let kind = match c {
            c if c.is_whitespace() || c == '\\' => {
                i += 1;
                continue;
            }
            '#' => {
                while i < chars.len() && chars[i] != '\n' {
                    i += 1;
                }
                continue;
            }
            '(' | '[' | '{' => {
                i += 1;
                tokens.push(Token { kind: Kind::Open, start, end: i, depth });
                depth += 1;
                continue;
            }
            ')' | ']' | '}' => {
                depth = depth.checked_sub(1)?;
                i += 1;
                Kind::Close
            }
            '\'' | '"' => {
                i = string_end(chars, i)?;
                Kind::Operand
            }
            c if c.is_alphanumeric() || c == '_' || c == '.' => {
                i = word_end(chars, i);
                let word: String = chars[start..i].iter().collect();
                let prefix = word.len() <= 2 && word.chars().all(|c| "rbfutRBFUT".contains(c));
                if prefix && i < chars.len() && matches!(chars[i], '\'' | '"') {
                    i = string_end(chars, i)?;
                    Kind::Operand
                } else if is_keyword(&word) {
                    Kind::Other
                } else {
                    Kind::Operand
                }
            }
            _ => {
                i = operator_end(chars, i);
                let op: String = chars[start..i].iter().collect();
                match op.as_str() {
                    "+" | "-" | "*" | "/" | "//" | "%" | "@" | "**" | "<<" | ">>" | "&" | "|"
                    | "^" | "~" => Kind::Operator,
                    _ => Kind::Other,
                }
            }
        };
        tokens.push(Token { kind, start, end: i, depth });
    }
    (depth == 0).then_some(tokens)
}

/// Words of expressions that are no operands, and those that begin a statement which is no expression.
fn is_keyword(word: &str) -> bool {
    const EXPRESSIONS: &str = " or and not in is if else lambda await yield for ";
    const STATEMENTS: &str =
        " raise assert del import from return class def with while async global nonlocal try ";
    let is_in = |words: &str| words.split_ascii_whitespace().any(|w| w == word);
    is_in(EXPRESSIONS) || is_in(STATEMENTS)
}

fn word_end(chars: &[char], mut i: usize) -> usize {
    let number = chars[i].is_ascii_digit();
    while i < chars.len() && (chars[i].is_alphanumeric() || chars[i] == '_' || chars[i] == '.') {
        i += 1;
        let exponent = number && i < chars.len() && matches!(chars[i], '+' | '-');
        if exponent
            && matches!(chars[i - 1], 'e' | 'E')
            && chars.get(i + 1).is_some_and(char::is_ascii_digit)
        {
            i += 1;
        }
    }
    i
}

fn string_end(chars: &[char], start: usize) -> Option<usize> {
    let quote = chars[start];
    let triple = chars.get(start + 1) == Some(&quote) && chars.get(start + 2) == Some(&quote);
    let mut i = start + if triple { 3 } else { 1 };
    while i < chars.len() {
        if chars[i] == '\\' {
            i += 2;
        } else if chars[i] != quote {
            i += 1;
        } else if !triple {
            return Some(i + 1);
        } else if chars.get(i + 1) == Some(&quote) && chars.get(i + 2) == Some(&quote) {
            return Some(i + 3);
        } else {
            i += 1;
        }
    }
    None
}

fn operator_end(chars: &[char], i: usize) -> usize {
    const LONG: [&str; 10] = ["//", "**", "<<", ">>", "==", "!=", "<=", ">=", ":=", "->"];
    let two: String = chars[i..(i + 2).min(chars.len())].iter().collect();
    i + if LONG.contains(&two.as_str()) { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stressed(segment: &str) -> Option<&str> {
        find(segment).map(|a| &segment[a.start..a.end])
    }

    #[test]
    fn the_outermost_node_decides() {
        assert_eq!(stressed("a + b * c"), Some("+"));
        assert_eq!(stressed("a * b / c"), Some("/"));
        assert_eq!(stressed("2 ** -1 ** 3"), Some("**"));
        assert_eq!(stressed("-x ** 2"), None);
        assert_eq!(stressed("f(1)(2, 'x)')"), Some("(2, 'x)')"));
        assert_eq!(stressed("a.b[1][k]"), Some("[k]"));
        assert_eq!(stressed("a < b"), None);
        assert_eq!(stressed("name"), None);
        assert_eq!(stressed("raise ValueError('x')"), None);
        assert_eq!(stressed("total += f(x)"), None);
        assert_eq!(stressed("(a + b)"), None);
        assert_eq!(stressed("1e-5 // 0"), Some("//"));
    }
}
