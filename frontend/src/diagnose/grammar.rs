//! Programs that do not parse: the parser's error types to CPython's messages.

use super::names::{expression_name, is_comparable};
use super::tokens::begins_operand;
use super::tree::{Around, place};
use super::{Finding, Program};
use crate::error::ErrorKind;
use rustpython_compiler::ast::token::TokenKind;
use rustpython_compiler::ast::{Expr, Mod, Stmt};
use rustpython_compiler::parser::{
    InterpolatedStringErrorType, LexicalErrorType, ParseError, ParseErrorType, Parsed,
};

impl Program<'_> {
    /// What CPython would say of an error of the parser.
    pub(super) fn find(&self, error: &ParseError, parsed: &Parsed<Mod>) -> Finding {
        let (start, end) = (usize::from(error.location.start()), usize::from(error.location.end()));
        let around = Around::new(parsed.syntax(), start);
        let here = |msg: &str| Finding::new(msg, start, end);
        match &error.error {
            ParseErrorType::ExpectedToken { expected, found } => {
                self.expected_token(*expected, *found, start)
            }
            ParseErrorType::OtherError(msg) => self.other(msg, start, end),
            ParseErrorType::InvalidAssignmentTarget => self.assignment_target(&around, start, end),
            ParseErrorType::InvalidDeleteTarget => match around.expression(start, end) {
                Some(target) => here(&format!("cannot delete {}", expression_name(target))),
                None => self.invalid_syntax(start),
            },
            ParseErrorType::InvalidAugmentedAssignmentTarget => {
                let name = around.expression(start, end).map_or("expression", expression_name);
                here(&format!("'{name}' is an illegal expression for augmented assignment"))
            }
            ParseErrorType::InvalidNamedAssignmentTarget => {
                let name = around.expression(start, end).map_or("expression", expression_name);
                here(&format!("cannot use assignment expressions with {name}"))
            }
            ParseErrorType::InvalidAnnotatedAssignmentTarget => {
                here("illegal target for annotation")
            }
            ParseErrorType::PositionalAfterKeywordArgument => {
                self.at_closing(start, "positional argument follows keyword argument")
            }
            ParseErrorType::PositionalAfterKeywordUnpacking => {
                self.at_closing(start, "positional argument follows keyword argument unpacking")
            }
            ParseErrorType::InvalidArgumentUnpackingOrder => {
                let msg = "iterable argument unpacking follows keyword argument unpacking";
                let comma =
                    self.tokens.before(self.tokens.index_at(start)).map_or(start, |t| t.start);
                Finding::new(msg, comma, end)
            }
            ParseErrorType::UnparenthesizedGeneratorExpression => {
                here("Generator expression must be parenthesized")
            }
            ParseErrorType::IterableUnpackingInComprehension => {
                here("iterable unpacking cannot be used in comprehension")
            }
            ParseErrorType::InvalidStarredExpressionUsage => self.starred(start, end),
            ParseErrorType::DuplicateKeywordArgumentError(name) => {
                here(&format!("keyword argument repeated: {name}"))
            }
            ParseErrorType::ParamAfterVarKeywordParam => {
                here("arguments cannot follow var-keyword argument")
            }
            ParseErrorType::NonDefaultParamAfterDefaultParam => {
                here("parameter without a default follows parameter with a default")
            }
            ParseErrorType::ExpectedKeywordParam => {
                let star = self.tokens.get(self.tokens.item_start(self.tokens.index_at(start)));
                let star = if star.kind == TokenKind::Star {
                    (star.start, star.end)
                } else {
                    (start, end)
                };
                Finding::new("named arguments must follow bare *", star.0, star.1)
            }
            ParseErrorType::VarParameterWithDefault => self.variadic_default(start),
            ParseErrorType::EmptyImportNames if self.at_break(start) => {
                Finding::new("Expected one or more names after 'import'", start, start)
            }
            ParseErrorType::EmptyTypeParams => {
                Finding::new("Type parameter list cannot be empty", start, start)
            }
            ParseErrorType::ExpectedImaginaryNumber => {
                here("imaginary number required in complex literal")
            }
            ParseErrorType::ExpectedRealNumber => here("real number required in complex literal"),
            ParseErrorType::UnexpectedIndentation => {
                let column = end.saturating_sub(1).max(start);
                Finding {
                    kind: ErrorKind::IndentationError,
                    ..Finding::new("unexpected indent", column, column)
                }
            }
            ParseErrorType::ExpectedExpression => self.expected_expression(start),
            ParseErrorType::SimpleStatementsOnSameLine => self.adjacent(start),
            ParseErrorType::FStringError(kind) => self.interpolated(kind, "f", start, end),
            ParseErrorType::TStringError(kind) => self.interpolated(kind, "t", start, end),
            ParseErrorType::Lexical(kind) => self.lexical(kind, start, end),
            _ => self.invalid_syntax(start),
        }
    }

    /// The message for everything that no rule of the grammar explains.
    fn invalid_syntax(&self, offset: usize) -> Finding {
        let token = self.tokens.get(self.tokens.index_at(offset));
        Finding::new("invalid syntax", token.start, token.end.max(token.start + 1))
    }

    /// Whether the line ends at `offset`.
    fn at_break(&self, offset: usize) -> bool {
        let kind = self.tokens.get(self.tokens.index_at(offset)).kind;
        matches!(kind, TokenKind::Newline | TokenKind::EndOfFile)
    }

    /// The first token of the statement around `offset`; `async` is skipped.
    fn statement_keyword(&self, offset: usize) -> TokenKind {
        let first = self.tokens.statement_start(self.tokens.index_at(offset));
        match self.tokens.get(first).kind {
            TokenKind::Async => self.tokens.get(first + 1).kind,
            kind => kind,
        }
    }

    fn expected_token(&self, expected: TokenKind, found: TokenKind, start: usize) -> Finding {
        let index = self.tokens.index_at(start);
        let token = self.tokens.get(index);
        let keyword = self.statement_keyword(start);
        let forced = |msg: &str| Finding::new(msg, token.start, token.end.max(token.start + 1));
        if found == TokenKind::Equal && self.tokens.enclosing_bracket(index).is_none() {
            return self.equal_for_comparison(index);
        }
        match expected {
            TokenKind::Colon => {
                if let Some(open) = self.tokens.enclosing_bracket(index)
                    && self.tokens.get(open).kind == TokenKind::Lbrace
                {
                    let item = self.tokens.get(self.tokens.item_start(index));
                    return Finding::new(
                        "':' expected after dictionary key",
                        item.start,
                        item.start,
                    );
                }
                let always = matches!(
                    keyword,
                    TokenKind::Def | TokenKind::Else | TokenKind::Try | TokenKind::Finally
                );
                if always || self.at_break(start) && keyword != TokenKind::Lambda {
                    return forced("expected ':'");
                }
                self.invalid_syntax(start)
            }
            TokenKind::Lpar if keyword == TokenKind::Def => forced("expected '('"),
            TokenKind::Else => {
                let condition = self.tokens.get(self.tokens.item_start(index));
                Finding::new("expected 'else' after 'if' expression", condition.start, token.start)
            }
            _ => self.adjacent(start),
        }
    }

    /// `if x = 1`: an assignment where a condition stands.
    fn equal_for_comparison(&self, index: usize) -> Finding {
        let first = self.tokens.statement_start(index);
        let first = match self.tokens.get(first).kind {
            TokenKind::If | TokenKind::Elif | TokenKind::While | TokenKind::At => first + 1,
            _ => return self.invalid_syntax(self.tokens.get(index).start),
        };
        let end = self.tokens.get(self.tokens.item_end(index + 1)).end;
        let msg = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
        Finding::new(msg, self.tokens.get(first).start, end)
    }

    /// Two operands side by side, the second at `offset`.
    fn adjacent(&self, offset: usize) -> Finding {
        let index = self.tokens.index_at(offset);
        let token = self.tokens.get(index);
        let (Some(previous), true) = (self.tokens.before(index), begins_operand(token.kind)) else {
            return self.invalid_syntax(offset);
        };
        let word = &self.text[previous.start..previous.end];
        let starts = self.tokens.statement_start(index) + 1 == index;
        if starts && matches!(word, "print" | "exec") {
            let end = self.tokens.get(self.tokens.item_end(index)).end;
            let msg = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
            return Finding::new(msg, previous.start, end);
        }
        let ends_operand = begins_operand(previous.kind)
            || matches!(
                previous.kind,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd
            );
        // A misspelled string prefix is no missing comma.
        let is_prefix = previous.kind == TokenKind::Name && token.kind == TokenKind::String;
        if ends_operand && !is_prefix && self.comma_may_be_missing(index) {
            let start = self.tokens.get(self.tokens.item_start(index)).start;
            let end = self.tokens.get(self.tokens.item_end(index)).end;
            return Finding::new("invalid syntax. Perhaps you forgot a comma?", start, end);
        }
        self.invalid_syntax(offset)
    }

    /// Whether the token stands in a display, a call or a subscript, and not in a parameter or import list.
    fn comma_may_be_missing(&self, index: usize) -> bool {
        let item = self.tokens.get(self.tokens.item_start(index)).kind;
        let keyword = self.statement_keyword(self.tokens.get(index).start);
        self.tokens.enclosing_bracket(index).is_some()
            && begins_operand(item)
            && !matches!(keyword, TokenKind::Def | TokenKind::From | TokenKind::Import)
    }

    fn expected_expression(&self, start: usize) -> Finding {
        let index = self.tokens.index_at(start);
        let token = self.tokens.get(index);
        let Some(previous) = self.tokens.before(index) else { return self.invalid_syntax(start) };
        let at_token = |msg: &str| Finding::new(msg, token.start, token.end.max(token.start + 1));
        let field = self.field_letter(index);
        match (previous.kind, token.kind) {
            (TokenKind::Lbrace, kind) if field.is_some() => {
                let letter = field.unwrap_or('f');
                let next = match kind {
                    TokenKind::Rbrace => "}",
                    TokenKind::Exclamation => "!",
                    TokenKind::Colon => ":",
                    TokenKind::Equal => "=",
                    _ => {
                        return at_token(&format!(
                            "{letter}-string: expecting a valid expression after '{{'"
                        ));
                    }
                };
                at_token(&format!("{letter}-string: valid expression required before '{next}'"))
            }
            (TokenKind::Else, kind) if kind != TokenKind::Colon => {
                at_token("expected expression after 'else', but statement is given")
            }
            (TokenKind::Colon, TokenKind::Rbrace | TokenKind::Comma) => Finding::new(
                "expression expected after dictionary key and ':'",
                previous.start,
                previous.end,
            ),
            (TokenKind::Star, TokenKind::Rpar) => at_token("Invalid star expression"),
            (TokenKind::Equal, _) if self.statement_keyword(start) == TokenKind::Def => {
                Finding::new("expected default value expression", previous.start, previous.end)
            }
            (TokenKind::Less, TokenKind::Greater) => {
                Finding::new("invalid syntax", previous.start, token.end)
            }
            _ => self.invalid_syntax(start),
        }
    }

    /// The letter of the f- or t-string whose replacement field the token is in, if it is in one.
    fn field_letter(&self, index: usize) -> Option<char> {
        let open = self.tokens.enclosing_bracket(index)?;
        match self.tokens.before(open)?.kind {
            TokenKind::FStringStart | TokenKind::FStringMiddle => Some('f'),
            TokenKind::TStringStart | TokenKind::TStringMiddle => Some('t'),
            _ => None,
        }
    }

    fn assignment_target(&self, around: &Around<'_>, start: usize, end: usize) -> Finding {
        let Some(target) = around.expression(start, end) else { return self.invalid_syntax(start) };
        let name = expression_name(target);
        let next = self.tokens.get(self.tokens.index_at(end));
        if matches!(target, Expr::Yield(_) | Expr::YieldFrom(_)) && next.kind == TokenKind::Equal {
            return Finding::new("assignment to yield expression not possible", start, end);
        }
        let hint = match around.statements.last() {
            Some(Stmt::Assign(assign)) => {
                assign.targets.len() == 1
                    && place(&assign.targets[0]) == (start, end)
                    && is_comparable(target)
            }
            _ => false,
        };
        let hint = if hint { " here. Maybe you meant '==' instead of '='?" } else { "" };
        Finding::new(format!("cannot assign to {name}{hint}"), start, end)
    }

    /// The closing bracket of the call around `offset`.
    fn at_closing(&self, offset: usize, msg: &str) -> Finding {
        let mut index = self.tokens.index_at(offset);
        loop {
            let last = self.tokens.item_end(index);
            let next = self.tokens.get(last + 1);
            if next.kind == TokenKind::Rpar || next.kind == TokenKind::EndOfFile || last < index {
                return Finding::new(msg, next.start, next.end);
            }
            index = last + 2;
        }
    }

    fn starred(&self, start: usize, end: usize) -> Finding {
        let index = self.tokens.index_at(start);
        let after = self.tokens.get(self.tokens.item_end(index) + 1);
        let before = self.tokens.before(index).map(|token| token.kind);
        if before == Some(TokenKind::Colon) {
            return Finding::new(
                "cannot use a starred expression in a dictionary value",
                start,
                end,
            );
        }
        if after.kind == TokenKind::Colon {
            return self.invalid_syntax(after.start);
        }
        Finding::new("cannot use starred expression here", start, end)
    }

    fn variadic_default(&self, start: usize) -> Finding {
        let index = self.tokens.index_at(start);
        let first = self.tokens.get(self.tokens.item_start(index));
        let equal = self.tokens.get(self.tokens.item_end(index) + 1);
        let kind = if first.kind == TokenKind::DoubleStar { "keyword" } else { "positional" };
        let msg = format!("var-{kind} argument cannot have default value");
        Finding::new(msg, equal.start, equal.end)
    }

    /// Errors that the parser gives in words of its own.
    fn other(&self, msg: &str, start: usize, end: usize) -> Finding {
        let here = |msg: &str| Finding::new(msg, start, end);
        if let Some(clause) = msg.strip_prefix("Expected an indented block after ") {
            return self.missing_block(clause, start, end);
        }
        let first = self.tokens.index_at(start);
        let (token, after) = (self.tokens.get(first), self.tokens.get(first + 1));
        let at = |msg: &str, token: super::tokens::Token| Finding::new(msg, token.start, token.end);
        match msg {
            "Expected `except` or `finally` after `try` block" => {
                here("expected 'except' or 'finally' block")
            }
            "Only single target (not tuple) can be annotated" => {
                here("only single target (not tuple) can be annotated")
            }
            "Only single target (not list) can be annotated" => {
                here("only single target (not list) can be annotated")
            }
            "Cannot have both 'except' and 'except*' on the same 'try'" => {
                at("cannot have both 'except' and 'except*' on the same 'try'", token)
            }
            "Expected one or more exception types" => {
                at("expected one or more exception types", token)
            }
            "Multiple exception types must be parenthesized when using `as`" => {
                let end = self.tokens.get(self.tokens.item_end(first)).end;
                let end = self.tokens.get(self.tokens.item_end(self.tokens.index_at(end) + 1)).end;
                Finding::new(
                    "multiple exception types must be parenthesized when using 'as'",
                    start,
                    end,
                )
            }
            "Only one '*' parameter allowed" | "Only one '*' separator allowed" => {
                at("* argument may appear only once", token)
            }
            "Only one '/' separator allowed" => at("/ may appear only once", token),
            "Position-only parameter separator not allowed as first parameter" => {
                at("at least one argument must precede /", token)
            }
            "'/' parameter must appear before '*' parameter" => at("/ must be ahead of *", token),
            "Positional patterns cannot follow keyword patterns" => {
                here("positional patterns follow keyword patterns")
            }
            "Trailing comma not allowed"
                if self.at_break(end) && self.statement_keyword(start) == TokenKind::From =>
            {
                Finding::new(
                    "trailing comma not allowed without surrounding parentheses",
                    end,
                    end + 1,
                )
            }
            "Trailing comma not allowed" | "Star import must be the only import" => {
                self.invalid_syntax(after.start)
            }
            "Bytes literal cannot be mixed with non-bytes literals" => {
                let next = self.tokens.get(self.tokens.index_at(end));
                Finding::new(
                    "cannot mix bytes and nonbytes literals",
                    next.start,
                    next.end.max(next.start + 1),
                )
            }
            "Expected symbol after `as`" => self.bad_name("cannot use {} as import target", start),
            "Expected name after `as`" => {
                self.bad_name("cannot use except statement with {}", start)
            }
            "Expected a parameter name" => {
                let equal = self.tokens.get(self.tokens.item_end(first) + 1);
                let word = &self.text[token.start..token.end];
                let msg = match word {
                    "True" | "False" | "None" => format!("cannot assign to {word}"),
                    _ => {
                        "expression cannot contain assignment, perhaps you meant \"==\"?".to_owned()
                    }
                };
                Finding::new(msg, start, equal.end)
            }
            _ => self.invalid_syntax(start),
        }
    }

    /// A literal or an attribute where a name is bound; `{}` in the message becomes its kind.
    fn bad_name(&self, msg: &str, start: usize) -> Finding {
        let token = self.tokens.get(self.tokens.index_at(start));
        let kind = match token.kind {
            TokenKind::Int | TokenKind::Float | TokenKind::Complex | TokenKind::String => "literal",
            _ => return self.invalid_syntax(start),
        };
        Finding::new(msg.replace("{}", kind), token.start, token.end)
    }

    fn missing_block(&self, clause: &str, start: usize, end: usize) -> Finding {
        let clause = clause.replace('`', "'").replace("'class' definition", "class definition");
        let clause =
            clause.replace("clause", "statement").replace("'case' block", "'case' statement");
        // The clause's own line is the last one with anything on it before the place.
        let before = self.text[..start].trim_end();
        let line = 1 + before.matches('\n').count();
        let msg = format!("expected an indented block after {clause} on line {line}");
        let end = if self.at_break(start) { start } else { end };
        Finding { kind: ErrorKind::IndentationError, ..Finding::new(msg, start, end) }
    }

    fn interpolated(
        &self,
        kind: &InterpolatedStringErrorType,
        letter: &str,
        start: usize,
        end: usize,
    ) -> Finding {
        let index = self.tokens.index_at(start);
        let token = self.tokens.get(index);
        let msg = match kind {
            InterpolatedStringErrorType::UnclosedLbrace => {
                if begins_operand(token.kind)
                    && self.tokens.before(index).is_some_and(|t| begins_operand(t.kind))
                    && !self.text[..start].ends_with('=')
                {
                    return self.adjacent(start);
                }
                "expecting '}'".to_owned()
            }
            InterpolatedStringErrorType::InvalidConversionFlag => {
                match self.text.get(start..end).unwrap_or_default() {
                    "}" | ":" => "missing conversion character".to_owned(),
                    flag => {
                        format!("invalid conversion character '{flag}': expected 's', 'r', or 'a'")
                    }
                }
            }
            InterpolatedStringErrorType::SingleRbrace => {
                return Finding::new(
                    format!("{letter}-string: single '}}' is not allowed"),
                    start,
                    start,
                );
            }
            InterpolatedStringErrorType::LambdaWithoutParentheses => {
                "lambda expressions are not allowed without parentheses".to_owned()
            }
            _ => "expecting '}'".to_owned(),
        };
        Finding::new(format!("{letter}-string: {msg}"), start, end)
    }

    fn lexical(&self, kind: &LexicalErrorType, start: usize, end: usize) -> Finding {
        match kind {
            LexicalErrorType::UnrecognizedToken { tok } if !tok.is_ascii() => {
                let code = u32::from(*tok);
                let msg = if tok.is_control()
                    || matches!(code, 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xa0 | 0x2000..=0x200a | 0x3000)
                {
                    format!("invalid non-printable character U+{code:04X}")
                } else {
                    format!("invalid character '{tok}' (U+{code:04X})")
                };
                Finding::new(msg, start, start)
            }
            LexicalErrorType::FStringError(kind) => self.interpolated(kind, "f", start, end),
            LexicalErrorType::TStringError(kind) => self.interpolated(kind, "t", start, end),
            LexicalErrorType::InvalidByteLiteral => {
                let (start, end) = self.literal_around(start);
                Finding::new("bytes can only contain ASCII literal characters", start, end)
            }
            LexicalErrorType::UnicodeError
            | LexicalErrorType::MissingUnicodeLbrace
            | LexicalErrorType::MissingUnicodeRbrace
            | LexicalErrorType::StringError => {
                let (start, end) = self.literal_around(start);
                Finding::new(super::escapes::message(&self.text[start..end]), start, end)
            }
            _ => Finding::new("invalid syntax", start, end.max(start + 1)),
        }
    }

    /// The string literal that contains `offset`.
    fn literal_around(&self, offset: usize) -> (usize, usize) {
        let token = self.tokens.get(self.tokens.index_at(offset));
        (token.start, token.end)
    }
}
