//! Building, filling and unpacking containers; formatting.

use crate::bytecode::Site;
use crate::interp::regs::{Interp, Step};
use crate::interp::slow;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Gc, HeapObject};
use taipan_runtime::object::exact::{List, Tuple};
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::set::SetObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

impl Interp<'_> {
    /// Replaces the top `n` words by what `make` makes of them.
    #[inline(always)]
    fn build(
        &mut self,
        n: usize,
        make: impl FnOnce(&mut Ctx, &[Value]) -> PyResult<Value>,
    ) -> PyResult<()> {
        self.save_pc();
        let v = make(self.cx, self.top_n(n))?;
        self.drop_n(n);
        self.push(v);
        Ok(())
    }

    /// The container `depth` words down, as the compiler put it there.
    #[inline(always)]
    fn container<T: HeapObject>(&self, depth: u32) -> Gc<T> {
        self.peek(depth as usize).cast().expect("the compiler builds what it fills")
    }

    #[inline(always)]
    pub fn build_tuple(&mut self, at: Site) -> PyResult<()> {
        self.build(at.oparg as usize, |cx, items| Ok(cx.tuple(items)?.into()))
    }

    #[inline(always)]
    pub fn build_list(&mut self, at: Site) -> PyResult<()> {
        self.build(at.oparg as usize, |cx, items| Ok(cx.list(items)?.into()))
    }

    #[inline(always)]
    pub fn build_set(&mut self, at: Site) -> PyResult<()> {
        self.build(at.oparg as usize, slow::set)
    }

    #[inline(always)]
    pub fn build_map(&mut self, at: Site) -> PyResult<()> {
        self.build(2 * at.oparg as usize, slow::dict)
    }

    #[inline(always)]
    pub fn build_string(&mut self, at: Site) -> PyResult<()> {
        self.build(at.oparg as usize, slow::join_strings)
    }

    #[inline(always)]
    pub fn list_append(&mut self, at: Site) -> Step {
        let list: Gc<ListObj> = self.container(at.oparg);
        if list.try_push(self.peek(0)) {
            self.drop_n(1);
            return Step::Next;
        }
        self.far(|i| {
            let v = i.pop();
            i.cx.list_append(list, v)
        })
    }

    #[inline(always)]
    pub fn list_extend(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let list: Gc<ListObj> = self.container(at.oparg);
        slow::list_extend(self.cx, list, self.peek(0))?;
        self.drop_n(1);
        Ok(())
    }

    #[inline(always)]
    pub fn set_add(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let set: Gc<SetObj> = self.container(at.oparg);
        let v = self.pop();
        self.cx.set_add(set, v)?;
        Ok(())
    }

    #[inline(always)]
    pub fn set_update(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let set: Gc<SetObj> = self.container(at.oparg);
        slow::set_update(self.cx, set, self.peek(0))?;
        self.drop_n(1);
        Ok(())
    }

    #[inline(always)]
    pub fn map_add(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let dict: Gc<DictObj> = self.container(at.oparg + 1);
        self.cx.dict_set(dict, self.peek(1), self.peek(0))?;
        self.drop_n(2);
        Ok(())
    }

    #[inline(always)]
    pub fn dict_update(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let dict: Gc<DictObj> = self.container(at.oparg);
        slow::dict_update(self.cx, dict, self.peek(0))?;
        self.drop_n(1);
        Ok(())
    }

    #[inline(always)]
    pub fn dict_merge(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let dict: Gc<DictObj> = self.container(at.oparg);
        let callable = self.peek_opt(at.oparg as usize + 3);
        slow::dict_merge(self.cx, callable, dict, self.peek(0))?;
        self.drop_n(1);
        Ok(())
    }

    #[inline(always)]
    pub fn unpack_sequence(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let n = at.oparg as usize;
        if self.peek(0).exact::<List>().is_some_and(|list| list.len() == n) {
            self.unpack_list(at);
            return Ok(());
        }
        let items = slow::unpack(self.cx, self.peek(0), n)?;
        self.drop_n(1);
        self.push_reversed(&items);
        Ok(())
    }

    /// Pushes the items so that the first is on top.
    #[inline(always)]
    fn push_reversed(&mut self, items: &Gc<TupleObj>) {
        for &v in items.items().iter().rev() {
            self.push_one_by_one(v);
        }
    }

    #[inline(always)]
    pub fn guard_tuple_len(&mut self, at: Site) -> bool {
        self.peek(0).exact::<Tuple>().is_some_and(|t| t.len() == at.oparg as usize)
    }

    #[inline(always)]
    pub fn guard_list_len(&mut self, at: Site) -> bool {
        self.peek(0).exact::<List>().is_some_and(|l| l.len() == at.oparg as usize)
    }

    #[inline(always)]
    pub fn unpack_two_tuple(&mut self, _: Site) {
        if let Some([first, second]) = self.peek(0).exact::<Tuple>().map(|t| [t.get(0), t.get(1)]) {
            let swapped = taipan_runtime::fault!("unpack-swapped");
            let (first, second) = if swapped { (second, first) } else { (first, second) };
            self.poke(0, second);
            self.push_opt(first);
        }
    }

    #[inline(always)]
    pub fn unpack_tuple(&mut self, _: Site) {
        if let Some(tuple) = self.peek(0).exact::<Tuple>() {
            self.drop_n(1);
            self.push_reversed(&tuple);
        }
    }

    #[inline(always)]
    pub fn unpack_list(&mut self, _: Site) {
        if let Some(list) = self.peek(0).exact::<List>() {
            self.drop_n(1);
            for i in (0..list.len()).rev() {
                if let Some(v) = list.get(i) {
                    self.push_one_by_one(v);
                }
            }
        }
    }

    #[inline(always)]
    pub fn unpack_ex(&mut self, at: Site) -> PyResult<()> {
        self.save_pc();
        let items = slow::unpack_ex(self.cx, self.peek(0), at.oparg)?;
        self.drop_n(1);
        self.push_reversed(&items);
        Ok(())
    }

    #[inline(always)]
    pub fn convert_value(&mut self, at: Site) -> PyResult<()> {
        let how = at.oparg;
        self.unary(|cx, v| slow::convert(cx, how, v))
    }

    #[inline(always)]
    pub fn format_simple(&mut self, _: Site) -> PyResult<()> {
        self.unary(|cx, v| slow::format(cx, v, None))
    }

    #[inline(always)]
    pub fn format_with_spec(&mut self, _: Site) -> PyResult<()> {
        self.binary(|cx, v, spec| slow::format(cx, v, Some(spec)))
    }

    #[inline(always)]
    pub fn build_interpolation(&mut self, at: Site) -> PyResult<()> {
        let oparg = at.oparg;
        self.build(2 + (oparg & 1) as usize, |cx, parts| slow::interpolation(cx, parts, oparg >> 2))
    }

    #[inline(always)]
    pub fn build_template(&mut self, _: Site) -> PyResult<()> {
        self.build(2, slow::template)
    }
}
