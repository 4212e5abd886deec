//! The tokens of a program, as the diagnosis walks over them.

use rustpython_compiler::ast::token::{TokenKind, Tokens};

#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

/// All tokens but comments and line breaks inside brackets.
pub struct TokenList {
    tokens: Vec<Token>,
}

impl TokenList {
    pub fn new(tokens: &Tokens, text: &str) -> Self {
        let mut list: Vec<Token> = tokens
            .iter()
            .map(|token| {
                let (kind, range) = token.as_tuple();
                Token { kind, start: range.start().into(), end: range.end().into() }
            })
            .filter(|token| !token.kind.is_trivia())
            .collect();
        let end = text.len();
        list.push(Token { kind: TokenKind::EndOfFile, start: end, end });
        Self { tokens: list }
    }

    /// Index of the token that covers `offset`, or the first one after it.
    pub fn index_at(&self, offset: usize) -> usize {
        let index =
            self.tokens.partition_point(|token| token.end <= offset && token.start < offset);
        index.min(self.tokens.len() - 1)
    }

    pub fn get(&self, index: usize) -> Token {
        self.tokens[index.min(self.tokens.len() - 1)]
    }

    pub fn before(&self, index: usize) -> Option<Token> {
        index.checked_sub(1).map(|previous| self.get(previous))
    }

    /// Index of the first token of the logical line or `;`-separated statement around `index`.
    pub fn statement_start(&self, index: usize) -> usize {
        let mut start = index.min(self.tokens.len() - 1);
        while start > 0 && !ends_statement(self.tokens[start - 1].kind) {
            start -= 1;
        }
        start
    }

    /// Index of the token that opens the innermost bracket around `index`.
    pub fn enclosing_bracket(&self, index: usize) -> Option<usize> {
        let mut depth = 0;
        for at in (0..index).rev() {
            match self.tokens[at].kind {
                kind if closes(kind) => depth += 1,
                kind if opens(kind) && depth == 0 => return Some(at),
                kind if opens(kind) => depth -= 1,
                kind if ends_statement(kind) && depth == 0 => return None,
                _ => {}
            }
        }
        None
    }

    /// Index of the first token of the operand list item that `index` lies in, at its bracket level.
    pub fn item_start(&self, index: usize) -> usize {
        let mut depth = 0;
        for at in (0..index).rev() {
            match self.tokens[at].kind {
                kind if closes(kind) => depth += 1,
                kind if opens(kind) && depth == 0 => return at + 1,
                kind if opens(kind) => depth -= 1,
                kind if depth == 0 && separates(kind) => return at + 1,
                _ => {}
            }
        }
        0
    }

    /// Index of the last token of an expression that begins at `index`, up to a separator of its level.
    pub fn item_end(&self, index: usize) -> usize {
        let mut depth = 0;
        let mut at = index;
        while at < self.tokens.len() {
            match self.tokens[at].kind {
                kind if opens(kind) => depth += 1,
                kind if closes(kind) && depth == 0 => break,
                kind if closes(kind) => depth -= 1,
                kind if depth == 0 && (separates(kind) || kind == TokenKind::For) => break,
                TokenKind::EndOfFile => break,
                _ => {}
            }
            at += 1;
        }
        at.saturating_sub(1).max(index)
    }
}

fn ends_statement(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Newline | TokenKind::Semi | TokenKind::Indent | TokenKind::Dedent)
}

fn opens(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace)
}

fn closes(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace)
}

fn separates(kind: TokenKind) -> bool {
    ends_statement(kind) || matches!(kind, TokenKind::Comma | TokenKind::Colon | TokenKind::Equal)
}

/// Whether a token can begin an operand.
pub fn begins_operand(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        kind,
        T::Name
            | T::Int
            | T::Float
            | T::Complex
            | T::String
            | T::FStringStart
            | T::TStringStart
            | T::None
            | T::True
            | T::False
            | T::Ellipsis
            | T::Lambda
            | T::Not
            | T::Await
            | T::Tilde
            | T::Lpar
            | T::Lsqb
            | T::Lbrace
    ) || kind.is_soft_keyword()
}
