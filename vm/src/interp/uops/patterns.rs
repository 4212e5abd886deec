//! `match` statements (PEP 634).

use crate::bytecode::Site;
use crate::interp::regs::Interp;
use crate::interp::slow;
use taipan_runtime::ctx::PyResult;
use taipan_runtime::object::type_obj::TypeFlags;
use taipan_runtime::value::Value;

impl Interp<'_> {
    #[inline(always)]
    pub fn get_len(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let n = self.cx.len(self.peek(0))?;
        self.push(Value::len(n));
        Ok(())
    }

    #[inline(always)]
    pub fn match_mapping(&mut self, _: Site) {
        let v = self.peek(0);
        let is = self.cx.type_of(v).has(TypeFlags::MAPPING);
        self.push(Value::bool(is));
    }

    #[inline(always)]
    pub fn match_sequence(&mut self, _: Site) {
        let v = self.peek(0);
        let is = self.cx.type_of(v).has(TypeFlags::SEQUENCE);
        self.push(Value::bool(is));
    }

    #[inline(always)]
    pub fn match_keys(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let v = slow::match_keys(self.cx, self.peek(1), self.peek(0))?;
        self.push(v);
        Ok(())
    }

    #[inline(always)]
    pub fn match_class(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let v = slow::match_class(
            self.cx,
            self.peek(2),
            self.peek(1),
            self.peek(0),
            at.oparg as usize,
        )?;
        self.drop_n(2);
        self.set_top(v);
        Ok(())
    }
}
