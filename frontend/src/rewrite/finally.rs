//! `finally` clauses that the generator does not manage: those that jump (`break`, `continue`, `return`), and those with
//! scopes of their own (comprehensions, lambdas, functions).
//!
//! The generator puts a clause into the way of each jump out of the `try`. It forgets which blocks between the two it
//! has left already, so that the clause's own jump leaves them once more; and it has one set of symbol tables for all copies
//! of the clause. So jumps only leave a loop that runs once, and are made behind the clause, which is written twice:
//!
//! ```text
//! try:
//!     while True:
//!         ...                # continue: .left0 = 1; break
//!         for ...:
//!             ...            # return x: .value7 = x; .left4 = 7; break
//!                            # break: .left4 = 0; break
//!         else:
//!             .left4 = 0
//!         if .left4:
//!             .left0 = .left4; break
//!         .left0 = 0
//!         break
//! except:
//!     ...                    # the clause
//!     raise
//! ...                        # the clause
//! if .left0 == 1: continue
//! if .left0 == 7: return .value7
//! ```
//!
//! A variable belongs to one loop, and each way out of that loop sets it: what another `finally` clause does in between
//! may end a jump that was under way.

use super::{has_scope, is_scope, variable};
use ruff_text_size::{Ranged, TextRange};
use rustpython_compiler::ast::helpers::any_over_stmt;
use rustpython_compiler::ast::{self, AtomicNodeIndex, Expr, ExprContext, Number, Stmt};

/// Rewrites a `try` that needs it. Those inside of it have been.
pub(super) fn rewrite(statement: &mut Stmt) {
    let Stmt::Try(block) = statement else { return };
    let jumps_itself = block.finalbody.iter().any(|s| escapes(s, false));
    let clause = &block.finalbody;
    let is_managed = !any_in(clause, &holds_scopes)
        && !(block.jumps() && (jumps_itself && block.is_left() || has_scopes(clause)));
    if is_managed {
        return;
    }
    let range = TextRange::empty(block.range.start());
    let once = Loop(range.start().into());
    let mut jumps = Jumps::default();
    for body in block.bodies() {
        jumps.convert(body, once, false);
    }
    let end = block.body.last().map_or(range, Ranged::range);
    let clause = std::mem::take(&mut block.finalbody);
    let mut body = match block.handlers.is_empty() {
        true => std::mem::take(&mut block.body),
        false => vec![Stmt::Try(block.clone())],
    };
    if !jumps.made.is_empty() {
        body.extend([once.left_by(NO_JUMP, end), break_at(end)]);
        body = vec![Stmt::While(ast::StmtWhile {
            node_index: AtomicNodeIndex::default(),
            range,
            test: Box::new(truth(range)),
            body,
            orelse: Vec::new(),
        })];
    }
    let last = clause.last().map_or(range, Ranged::range);
    let mut handler = clause.clone();
    handler.push(Stmt::Raise(ast::StmtRaise {
        node_index: AtomicNodeIndex::default(),
        range: last,
        exc: None,
        cause: None,
    }));
    let handler = ast::ExceptHandlerExceptHandler {
        node_index: AtomicNodeIndex::default(),
        range: clause.first().map_or(range, Ranged::range),
        type_: None,
        name: None,
        body: handler,
    };
    let mut all = vec![Stmt::Try(ast::StmtTry {
        node_index: AtomicNodeIndex::default(),
        range: block.range,
        body,
        handlers: vec![ast::ExceptHandler::ExceptHandler(handler)],
        orelse: Vec::new(),
        finalbody: Vec::new(),
        is_star: false,
    })];
    all.extend(clause);
    all.extend(jumps.made.into_iter().map(|(number, jump)| {
        let range = jump.range();
        let test = Expr::Compare(ast::ExprCompare {
            node_index: AtomicNodeIndex::default(),
            range,
            left: Box::new(once.left(range, ExprContext::Load)),
            ops: Box::new([ast::CmpOp::Eq]),
            comparators: Box::new([literal(number, range)]),
        });
        block_if(test, vec![jump], range)
    }));
    *statement = block_if(truth(range), all, range);
}

/// Whether code of their own belongs to some statements.
fn has_scopes(body: &[Stmt]) -> bool {
    let defines = |s: &Stmt| {
        let mut found = matches!(s, Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::TypeAlias(_));
        parts(s, &mut |body, _| found = found || has_scopes(body));
        found
    };
    body.iter().any(defines) || any_in(body, &is_scope)
}

fn any_in(body: &[Stmt], is_wanted: &dyn Fn(&Expr) -> bool) -> bool {
    body.iter().any(|s| any_over_stmt(s, is_wanted))
}

/// Whether it is a comprehension whose scope is the function's, and others are inside of it: the generator takes these
/// out of their table, so that it is right for one copy.
fn holds_scopes(e: &Expr) -> bool {
    let (given, generators) = match e {
        Expr::ListComp(e) => ([Some(&e.elt), None], &e.generators),
        Expr::SetComp(e) => ([Some(&e.elt), None], &e.generators),
        Expr::DictComp(e) => ([Some(&e.key), Some(&e.value)], &e.generators),
        _ => return false,
    };
    given.into_iter().flatten().any(|e| has_scope(e))
        || generators.iter().any(|g| has_scope(&g.iter) || g.ifs.iter().any(has_scope))
}

trait Bodies {
    /// The statements behind which the `finally` clause runs.
    fn bodies(&mut self) -> impl Iterator<Item = &mut Vec<Stmt>>;

    /// Whether a jump leaves the `try`.
    fn jumps(&self) -> bool;

    /// Whether one does from inside of another block.
    fn is_left(&self) -> bool;
}

impl Bodies for ast::StmtTry {
    fn bodies(&mut self) -> impl Iterator<Item = &mut Vec<Stmt>> {
        let handlers = self.handlers.iter_mut().map(|handler| {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            &mut handler.body
        });
        [&mut self.body, &mut self.orelse].into_iter().chain(handlers)
    }

    fn jumps(&self) -> bool {
        self.handlers.iter().any(handler_jumps) || any_jumps(&self.body) || any_jumps(&self.orelse)
    }

    fn is_left(&self) -> bool {
        !self.handlers.is_empty() && any_jumps(&self.body)
            || self.handlers.iter().any(handler_jumps)
            || self.body.iter().chain(&self.orelse).any(leaves_blocks)
    }
}

fn any_jumps(body: &[Stmt]) -> bool {
    body.iter().any(|s| escapes(s, false))
}

fn handler_jumps(handler: &ast::ExceptHandler) -> bool {
    let ast::ExceptHandler::ExceptHandler(handler) = handler;
    any_jumps(&handler.body)
}

/// Calls `f` with the statement lists of a statement of this scope, and whether a loop of its own runs them.
fn parts<'a>(statement: &'a Stmt, f: &mut dyn FnMut(&'a [Stmt], bool)) {
    match statement {
        Stmt::If(s) => {
            f(&s.body, false);
            s.elif_else_clauses.iter().for_each(|clause| f(&clause.body, false));
        }
        Stmt::Match(s) => s.cases.iter().for_each(|case| f(&case.body, false)),
        Stmt::With(s) => f(&s.body, false),
        Stmt::For(s) => {
            f(&s.body, true);
            f(&s.orelse, false);
        }
        Stmt::While(s) => {
            f(&s.body, true);
            f(&s.orelse, false);
        }
        Stmt::Try(s) => {
            [&s.body, &s.orelse, &s.finalbody].into_iter().for_each(|body| f(body, false));
            for ast::ExceptHandler::ExceptHandler(handler) in &s.handlers {
                f(&handler.body, false);
            }
        }
        _ => {}
    }
}

/// Whether a statement jumps out of those around it. `break` and `continue` `in_loop` do not.
fn escapes(statement: &Stmt, in_loop: bool) -> bool {
    match statement {
        Stmt::Return(_) => true,
        Stmt::Break(_) | Stmt::Continue(_) => !in_loop,
        _ => {
            let mut found = false;
            parts(statement, &mut |body, is_loop| {
                found = found || body.iter().any(|s| escapes(s, in_loop || is_loop));
            });
            found
        }
    }
}

/// Whether a statement jumps out of those around it from inside of a block that has to be left first.
fn leaves_blocks(statement: &Stmt) -> bool {
    match statement {
        Stmt::If(_) | Stmt::Match(_) => {
            let mut found = false;
            parts(statement, &mut |body, _| found = found || body.iter().any(leaves_blocks));
            found
        }
        Stmt::Return(_) | Stmt::Break(_) | Stmt::Continue(_) => false,
        _ => escapes(statement, false),
    }
}

/// What the variable of a loop says that was left by no jump out of the `try`.
const NO_JUMP: u32 = 0;

/// A loop that jumps leave, by the place of its statement (of the `try`, for the one that runs once).
#[derive(Clone, Copy)]
struct Loop(u32);

impl Loop {
    /// Its variable.
    fn left(self, range: TextRange, ctx: ExprContext) -> Expr {
        variable(&format!(".left{}", self.0), range, ctx)
    }

    /// Says which jump leaves it.
    fn left_by(self, number: u32, range: TextRange) -> Stmt {
        assign(self.left(range, ExprContext::Store), literal(number, range), range)
    }

    /// Behind the loop: goes on with a jump that left it, out of the loop around.
    fn go_on(self, outer: Loop, range: TextRange) -> Stmt {
        let number = self.left(range, ExprContext::Load);
        let number = assign(outer.left(range, ExprContext::Store), number, range);
        let test = self.left(range, ExprContext::Load);
        block_if(test, vec![number, break_at(range)], range)
    }
}

/// The jumps out of one `try`, with numbers; those without a value have one for each kind.
#[derive(Default)]
struct Jumps {
    made: Vec<(u32, Stmt)>,
}

impl Jumps {
    /// Replaces the jumps out of a body that the loop runs: one of the program's own (`is_own`), or that which runs
    /// once.
    fn convert(&mut self, body: &mut Vec<Stmt>, around: Loop, is_own: bool) {
        let old = std::mem::take(body);
        for mut statement in old {
            let range = statement.range();
            match &mut statement {
                Stmt::Break(_) if is_own => {
                    body.extend([around.left_by(NO_JUMP, range), statement]);
                }
                Stmt::Continue(_) if is_own => body.push(statement),
                Stmt::Break(_) | Stmt::Continue(_) | Stmt::Return(_) => {
                    let (number, value) = self.number(statement);
                    body.extend(value);
                    body.extend([around.left_by(number, range), break_at(range)]);
                }
                _ => {
                    let inner = self.convert_inside(&mut statement, around, is_own);
                    body.push(statement);
                    body.extend(inner.map(|inner| inner.go_on(around, range)));
                }
            }
        }
    }

    /// The same inside of a statement; the loop, if it is one that jumps leave.
    fn convert_inside(&mut self, s: &mut Stmt, around: Loop, is_own: bool) -> Option<Loop> {
        let all = |jumps: &mut Jumps, body: &mut Vec<Stmt>| jumps.convert(body, around, is_own);
        match s {
            Stmt::If(s) => {
                all(self, &mut s.body);
                s.elif_else_clauses.iter_mut().for_each(|clause| all(self, &mut clause.body));
            }
            Stmt::Match(s) => s.cases.iter_mut().for_each(|case| all(self, &mut case.body)),
            Stmt::With(s) => all(self, &mut s.body),
            Stmt::Try(s) => {
                s.bodies().for_each(|body| all(self, body));
                all(self, &mut s.finalbody);
            }
            Stmt::For(ast::StmtFor { body, orelse, range, .. })
            | Stmt::While(ast::StmtWhile { body, orelse, range, .. }) => {
                all(self, orelse);
                if body.iter().any(|s| escapes(s, true)) {
                    let inner = Loop(range.start().into());
                    self.convert(body, inner, true);
                    orelse.insert(0, inner.left_by(NO_JUMP, *range));
                    return Some(inner);
                }
            }
            _ => {}
        }
        None
    }

    /// The number of a jump, and a statement that keeps its value until it is made.
    fn number(&mut self, mut jump: Stmt) -> (u32, Option<Stmt>) {
        let range = jump.range();
        let kept = match &mut jump {
            Stmt::Return(ast::StmtReturn { value: Some(value), .. }) => {
                let name = format!(".value{}", u32::from(range.start()));
                let load = variable(&name, range, ExprContext::Load);
                let value = std::mem::replace(&mut **value, load);
                Some(assign(variable(&name, range, ExprContext::Store), value, range))
            }
            _ => None,
        };
        let is_same = |made: &Stmt| {
            kept.is_none()
                && std::mem::discriminant(made) == std::mem::discriminant(&jump)
                && !has_value(made)
        };
        let known = self.made.iter().find(|(_, made)| is_same(made)).map(|&(number, _)| number);
        let number = known.unwrap_or_else(|| {
            let number = NO_JUMP + 1 + self.made.len() as u32;
            self.made.push((number, jump));
            number
        });
        (number, kept)
    }
}

fn has_value(jump: &Stmt) -> bool {
    matches!(jump, Stmt::Return(ast::StmtReturn { value: Some(_), .. }))
}

fn assign(target: Expr, value: Expr, range: TextRange) -> Stmt {
    Stmt::Assign(ast::StmtAssign {
        node_index: AtomicNodeIndex::default(),
        range,
        targets: vec![target],
        value: Box::new(value),
    })
}

fn break_at(range: TextRange) -> Stmt {
    Stmt::Break(ast::StmtBreak { node_index: AtomicNodeIndex::default(), range })
}

fn block_if(test: Expr, body: Vec<Stmt>, range: TextRange) -> Stmt {
    Stmt::If(ast::StmtIf {
        node_index: AtomicNodeIndex::default(),
        range,
        test: Box::new(test),
        body,
        elif_else_clauses: Vec::new(),
    })
}

fn truth(range: TextRange) -> Expr {
    let node_index = AtomicNodeIndex::default();
    Expr::BooleanLiteral(ast::ExprBooleanLiteral { node_index, range, value: true })
}

fn literal(number: u32, range: TextRange) -> Expr {
    let node_index = AtomicNodeIndex::default();
    let value = Number::Int(ast::Int::from(number));
    Expr::NumberLiteral(ast::ExprNumberLiteral { node_index, range, value })
}
