//! Subscripts of lists and tuples, unpacking, building.

use crate::build::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Region};
use taipan_runtime::heap::SLOTS_OFFSET;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::{list, tuple};
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Uop;

pub(super) fn translates(u: Uop) -> bool {
    use Uop::*;
    matches!(
        u,
        guard_tos_list
            | guard_nos_list
            | guard_tos_tuple
            | guard_nos_tuple
            | guard_nos_dict
            | guard_list_index
            | guard_tuple_index
            | list_subscr_int
            | tuple_subscr_int
            | list_store_int
            | guard_tuple_len
            | guard_list_len
            | unpack_two_tuple
            | unpack_tuple
            | unpack_list
            | build_list
            | build_tuple
            | list_append
            | dict_subscr
            | dict_store
            | binary_slice
            | store_slice
    )
}

/// Offset and region of a sequence's length.
fn length_of(is_list: bool) -> (usize, Region) {
    if is_list { (list::LEN_OFFSET, Region::Header) } else { (tuple::LEN_OFFSET, Region::Frozen) }
}

impl Builder<'_> {
    fn guard_exact(&mut self, n: usize, ty: TypeId) {
        let v = self.peek(n);
        self.guard_type(v, ty.shape().0);
    }

    pub(super) fn subscripts(&mut self, u: Uop) -> bool {
        use Uop::*;
        let n = self.at.site.oparg as usize;
        match u {
            guard_tos_list => self.guard_exact(0, TypeId::LIST),
            guard_nos_list => self.guard_exact(1, TypeId::LIST),
            guard_tos_tuple => self.guard_exact(0, TypeId::TUPLE),
            guard_nos_tuple => self.guard_exact(1, TypeId::TUPLE),
            // The generic operation serves any container.
            guard_nos_dict => {}
            guard_list_index => self.guard_index(true),
            guard_tuple_index => self.guard_index(false),
            list_subscr_int | tuple_subscr_int => {
                let is_list = u == list_subscr_int;
                let (container, index) = (self.peek(1), self.index(is_list));
                let v = self.item(container, index, is_list);
                self.replace(2, v);
            }
            list_store_int => {
                let (list, v, index) = (self.peek(1), self.peek(2), self.index(true));
                let items = self.load(Op::LoadPtr, &[list], list::ITEMS_OFFSET, Region::Header);
                self.store(Op::StoreItem, &[items, index, v], SLOTS_OFFSET, Region::Items);
                self.scope.stack.truncate(self.scope.stack.len() - 3);
            }
            guard_tuple_len | guard_list_len => self.guard_length(n, u == guard_list_len),
            unpack_two_tuple => self.unpack(2, false),
            unpack_tuple => self.unpack(n, false),
            unpack_list => self.unpack(n, true),
            build_list => self.build(Libcall::BuildList, n),
            build_tuple if n == 0 => self.build(Libcall::BuildTuple, n),
            build_tuple => {
                let items: Vec<InstId> = self.scope.stack[self.scope.stack.len() - n..].to_vec();
                let v = self.leaving(Op::NewTuple, &items, 0, ExitReason::Raised);
                self.replace(n, v);
            }
            list_append => {
                let v = self.peek(0);
                let list = self.peek(n);
                self.libcall(Libcall::ListAppend, &[list, v]);
                self.pop();
            }
            dict_subscr => {
                let (container, key) = (self.peek(1), self.peek(0));
                let v = self.libcall(Libcall::GetItem, &[container, key]);
                self.replace(2, v);
            }
            dict_store => {
                let (key, container, v) = (self.peek(0), self.peek(1), self.peek(2));
                self.libcall(Libcall::SetItem, &[container, key, v]);
                self.scope.stack.truncate(self.scope.stack.len() - 3);
            }
            binary_slice => {
                let args = [self.peek(2), self.peek(1), self.peek(0)];
                let v = self.libcall(Libcall::GetSlice, &args);
                self.replace(3, v);
            }
            store_slice => {
                let args = [self.peek(3), self.peek(2), self.peek(1), self.peek(0)];
                self.libcall(Libcall::SetSlice, &args);
                self.scope.stack.truncate(self.scope.stack.len() - 4);
            }
            _ => return false,
        }
        true
    }

    /// The untagged index on top, counted from the start.
    fn index(&mut self, is_list: bool) -> InstId {
        let (container, index) = (self.peek(1), self.peek(0));
        let raw = self.op(Op::Untag, &[index]);
        let (offset, region) = length_of(is_list);
        let len = self.load(Op::LoadI64, &[container], offset, region);
        self.op(Op::WrapIndex, &[raw, len])
    }

    fn guard_index(&mut self, is_list: bool) {
        let index = self.index(is_list);
        let (offset, region) = length_of(is_list);
        let container = self.peek(1);
        let len = self.load(Op::LoadI64, &[container], offset, region);
        let ok = self.op(Op::InBounds, &[index, len]);
        self.guard_true(ok, ExitReason::Index);
    }

    /// Item `index`, which is in bounds.
    pub(in crate::build) fn item(
        &mut self,
        container: InstId,
        index: InstId,
        is_list: bool,
    ) -> InstId {
        let v = if is_list {
            let items = self.load(Op::LoadPtr, &[container], list::ITEMS_OFFSET, Region::Header);
            self.load(Op::LoadItem, &[items, index], SLOTS_OFFSET, Region::Items)
        } else {
            self.load(Op::LoadItem, &[container, index], tuple::ITEMS_OFFSET, Region::Frozen)
        };
        self.present(v)
    }

    /// Guards that the sequence on top has `n` items.
    pub(in crate::build) fn guard_length(&mut self, n: usize, is_list: bool) {
        let v = self.peek(0);
        let (offset, region) = length_of(is_list);
        let len = self.load(Op::LoadI64, &[v], offset, region);
        self.guard_equal(len, n as i64, ExitReason::Length);
    }

    /// Replaces a sequence of `n` items by them, the first on top.
    pub(in crate::build) fn unpack(&mut self, n: usize, is_list: bool) {
        let seq = self.pop();
        for i in (0..n).rev() {
            let index = self.i64(i as i64);
            let v = self.item(seq, index, is_list);
            self.push(v);
        }
    }

    fn build(&mut self, which: Libcall, n: usize) {
        let items: Vec<InstId> = self.scope.stack[self.scope.stack.len() - n..].to_vec();
        let v = self.libcall_array(which, &items);
        self.replace(n, v);
    }
}
