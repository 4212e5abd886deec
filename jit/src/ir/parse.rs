//! Reads the text that `print` writes. Value and block numbers of the text are renumbered.

use super::function::{BlockId, Edge, Function, InlineFrame, Inst, InstId};
use super::insts::Op;
use super::types::Type;
use crate::exit::reason::ExitReason;
use rustc_hash::FxHashMap;

/// Parses one function; the error names the line.
pub fn parse(text: &str) -> Result<Function, String> {
    let mut parser = Parser {
        func: Function::default(),
        values: FxHashMap::default(),
        blocks: FxHashMap::default(),
    };
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    for line in &lines {
        parser.declare(line).map_err(|e| format!("{e} in `{line}`"))?;
    }
    let mut current = None;
    for line in &lines {
        parser.line(line, &mut current).map_err(|e| format!("{e} in `{line}`"))?;
    }
    Ok(parser.func)
}

struct Parser {
    func: Function,
    values: FxHashMap<String, InstId>,
    blocks: FxHashMap<String, BlockId>,
}

type Parsed<T> = Result<T, String>;

impl Parser {
    /// First round: blocks and values get their ids, so that uses may precede definitions.
    fn declare(&mut self, line: &str) -> Parsed<()> {
        if let Some(rest) = line.strip_prefix("fn ") {
            self.func.name = rest.to_owned();
        } else if line.ends_with(':') {
            let (name, rest) = line.split_once('(').ok_or("a block needs `(`")?;
            let block = self.func.new_block();
            self.func.block_mut(block).cold = line.ends_with("cold:");
            self.blocks.insert(name.to_owned(), block);
            let params = rest.split(')').next().unwrap_or("");
            for p in params.split(',').map(str::trim).filter(|p| !p.is_empty()) {
                let (v, ty) = p.split_once(": ").ok_or("a parameter needs a type")?;
                let ty = Type::parse(ty).ok_or("unknown type")?;
                let id = self.func.push_param(block, ty);
                self.values.insert(v.to_owned(), id);
            }
        } else if let Some((head, _)) = line.split_once(" = ") {
            let (v, _) = head.split_once(": ").ok_or("a value needs a type")?;
            let id = self.func.make(Inst::new(Op::Unreachable, &[]));
            self.values.insert(v.to_owned(), id);
        }
        Ok(())
    }

    fn line(&mut self, line: &str, current: &mut Option<BlockId>) -> Parsed<()> {
        if line.starts_with("fn ") {
            return Ok(());
        }
        if let Some(rest) = line.strip_prefix("frame ") {
            let (code, base) = rest.split_once(' ').ok_or("frame needs two numbers")?;
            let code = code.trim_start_matches("0x");
            let code = u64::from_str_radix(code, 16).map_err(|e| e.to_string())?;
            self.func.frames.push(InlineFrame {
                code,
                base: number(base)?,
                ..InlineFrame::default()
            });
            return Ok(());
        }
        if line.ends_with(':') {
            let name = line.split('(').next().unwrap_or("");
            *current = self.blocks.get(name).copied();
            return Ok(());
        }
        let block = current.ok_or("instruction outside a block")?;
        let (id, body) = match line.split_once(" = ") {
            Some((head, body)) => {
                let (v, ty) = head.split_once(": ").ok_or("a value needs a type")?;
                let id = self.value(v)?;
                let ty = Type::parse(ty).ok_or("unknown type")?;
                (Some((id, ty)), body)
            }
            None => (None, line),
        };
        let mut inst = self.inst(body)?;
        match id {
            Some((id, ty)) => {
                inst.ty = ty;
                *self.func.inst_mut(id) = inst;
                self.func.block_mut(block).insts.push(id);
            }
            None => {
                self.func.push(block, inst);
            }
        }
        Ok(())
    }

    fn inst(&self, body: &str) -> Parsed<Inst> {
        let (body, targets) = match body.split_once(" -> ") {
            Some((b, t)) => (b, Some(t)),
            None => (body, None),
        };
        let mut words = body.split_whitespace();
        let op = words.next().and_then(Op::parse).ok_or("unknown instruction")?;
        let mut inst = Inst::new(op, &[]);
        let mut immediates = Vec::new();
        for word in words {
            let bare = word.trim_matches(|c| matches!(c, '[' | ']' | ','));
            if let Some(s) = word.strip_prefix('@') {
                inst.state = Some(self.value(s)?);
            } else if let Some(r) = word.strip_prefix('!') {
                inst.reason = ExitReason::parse(r).ok_or("unknown reason")?;
            } else if bare.starts_with('v') {
                inst.args.push(self.value(bare)?);
            } else {
                immediates.push(number(bare)?);
            }
        }
        inst.imm = immediates.first().copied().unwrap_or(0);
        inst.imm2 = immediates.get(1).copied().unwrap_or(0);
        for target in targets.into_iter().flat_map(|t| t.split(')')) {
            let target = target.trim_start_matches(',').trim();
            if target.is_empty() {
                continue;
            }
            let (name, args) = target.split_once('(').ok_or("a target needs `(`")?;
            let block = *self.blocks.get(name).ok_or("unknown block")?;
            let args = args.split(',').map(str::trim).filter(|a| !a.is_empty());
            let args = args.map(|a| self.value(a)).collect::<Parsed<_>>()?;
            inst.targets.push(Edge { block, args });
        }
        Ok(inst)
    }

    fn value(&self, name: &str) -> Parsed<InstId> {
        self.values.get(name).copied().ok_or_else(|| format!("unknown value {name}"))
    }
}

fn number(text: &str) -> Parsed<i64> {
    text.trim().parse().map_err(|_| format!("`{text}` is not a number"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    const LOOP: &str = "fn sum
frame 0x10 0
b0():
  v0: Slot = entry_slot
  v1: State = snapshot v0 [7, 1]
  v2: Int = guard_int v0 @v1 !not_int
  jump -> b1(v2)
b1(v3: Int):
  v4: Int = int_add v3, v2 @v1 !overflow
  v5: Cond = int_cmp v4, v2
  branch v5 -> b1(v4), b2()
b2() cold:
  return v3
";

    #[test]
    fn text_round_trips() {
        let func = parse(LOOP).expect("parses");
        let again = parse(&func.to_string()).expect("parses again");
        assert_eq!(func.to_string(), again.to_string());
        assert_eq!(func.to_string().lines().count(), LOOP.lines().count());
        assert!(super::super::verify::verify(&func).is_ok());
    }

    #[test]
    fn errors_name_the_line() {
        let error = parse("fn f\nb0():\n  frobnicate v1\n").expect_err("unknown");
        assert!(error.contains("frobnicate"), "{error}");
    }
}
