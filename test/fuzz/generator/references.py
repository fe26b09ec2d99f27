# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Expressions that give references, and those that make numbers of them: functions, tables, structures, arrays, i31s, casts,
exceptions caught by reference.

    code = body.reference(Ref(3, False), 10)

`minimal` is the shortest expression of a type, which exists for every type that the plan uses. Most references that are
dereferenced are not null, and most indices are inside.
"""
from assembler import u
from constants import constant, i32
from instructions import code
from value_types import Ref, encode_heap, encode_type, hierarchy

NUMBERS = "iIfFV"


class References:
    """Part of Body (bodies.py)."""

    def reference(self, kind, size):
        self.budget -= 1
        if size <= 1 or self.budget <= 0:
            return self.simple_reference(kind)
        choices = [(30, self.simple_reference), (8, self.selected_reference), (6, self.called_reference)]
        top = hierarchy(self.plan.types, kind.heap)
        if kind.nullable:
            choices.append((14, self.from_table))
        elif self.plan.has("FunctionReferences"):
            choices += [(3, self.asserted), (4, self.branched_on_null)]
        if top == "any":
            choices += [(5, self.internalised)] if kind == Ref("any") else []
            choices += [(40, self.aggregate), (4, self.loaded_reference), (8, self.cast)]
        if top == "extern" and self.plan.has("GarbageCollection"):
            choices.append((10, self.externalised))
        if top == "exn":
            choices.append((30, self.caught))
        return self.dice.weighted(choices)(kind, size - 1)

    def simple_reference(self, kind, size=0):
        locals_ = [i for i, t in enumerate(self.local_types) if isinstance(t, Ref) and self.is_ready(i)
                   and self.plan.subtype(t, kind)]
        if locals_ and self.dice.chance(60):
            return code("local_get") + u(self.dice.pick(locals_))
        globals_ = [i for i, g in enumerate(self.plan.globals) if isinstance(g.kind, Ref) and self.plan.subtype(g.kind, kind)]
        if globals_ and self.dice.chance(40):
            return code("global_get") + u(self.dice.pick(globals_))
        return self.minimal(kind)

    def minimal(self, kind):
        if not isinstance(kind, Ref):
            return constant(self.dice, kind)
        top = hierarchy(self.plan.types, kind.heap)
        if top == "func":
            fitting = [i for i in range(len(self.plan.functions))
                       if self.plan.subtype(Ref(self.plan.type_of_function(i), False), kind)]
            if fitting and (not kind.nullable or self.dice.chance(70)):
                return code("ref_func") + u(self.dice.pick(fitting))
        if kind.nullable and (top != "any" or self.dice.chance(20) or isinstance(kind.heap, int)):
            return code("ref_null") + encode_heap(kind.heap)
        if isinstance(kind.heap, int):
            return self.new_object(kind.heap, 0)
        if kind.heap in ("any", "eq", "i31"):
            return constant(self.dice, "i") + code("ref_i31")
        return code("ref_null") + encode_heap(kind.heap)

    def selected_reference(self, kind, size):
        both = self.reference(kind, size // 3) + self.reference(kind, size // 3)
        return both + self.value("i", size // 3) + code("select_t") + u(1) + encode_type(kind)

    def called_reference(self, kind, size):
        call = self.call_with_result(kind, size)
        return call if call is not None else self.simple_reference(kind)

    def from_table(self, kind, size):
        fitting = [i for i, t in enumerate(self.plan.tables) if self.plan.subtype(t.element, kind)]
        if not fitting:
            return self.simple_reference(kind)
        index = self.dice.pick(fitting)
        return self.table_index(self.plan.tables[index], size) + code("table_get") + u(index)

    def table_index(self, table, size):
        if self.dice.chance(6):
            return self.value(table.address, size)
        return self.value("i", size) + i32(3) + code("i32_and") + self.extended(table)

    def asserted(self, kind, size):
        return self.reference(Ref(kind.heap, True), size) + code("ref_as_non_null")

    def branched_on_null(self, kind, size):
        """block (result (ref $t)); a null one goes on to the minimal one, another to the end."""
        if self.dice.chance(40):
            with self.label((kind,)), self.label(()):
                inner = self.reference(Ref(kind.heap, True), size) + code("br_on_null") + u(0) + code("br") + u(1)
            inner = code("block") + b"\x40" + inner + code("end") + self.minimal(kind)
            return code("block") + encode_type(kind) + inner + code("end")
        with self.label((kind,)):
            inner = self.reference(Ref(kind.heap, True), size) + code("br_on_non_null") + u(0) + self.minimal(kind)
        return code("block") + encode_type(kind) + inner + code("end")

    def internalised(self, kind, size):
        return self.reference(Ref("extern", kind.nullable), size) + code("any_convert_extern")

    def externalised(self, kind, size):
        return self.reference(Ref("any", kind.nullable), size) + code("extern_convert_any")

    # Structures and arrays

    def aggregate(self, kind, size):
        if self.plan.subtype(Ref("i31", False), kind) and self.dice.chance(40):
            return self.value("i", size) + code("ref_i31")
        fitting = [i for i, d in enumerate(self.plan.types) if d.kind != "func" and self.plan.subtype(Ref(i, False), kind)]
        return self.new_object(self.dice.pick(fitting), size) if fitting else self.simple_reference(kind)

    def new_object(self, index, size):
        definition = self.plan.types[index]
        fields = [f.value for f in definition.fields]
        has_default = all(not isinstance(f, Ref) or f.nullable for f in fields)
        if definition.kind == "struct":
            if has_default and (size <= 0 or self.dice.chance(20)):
                return code("struct_new_default") + u(index)
            make = self.value if size > 0 else lambda kind, _: self.minimal(kind)
            return b"".join(make(f, size // len(fields)) for f in fields) + code("struct_new") + u(index)
        return self.new_array(index, fields[0], has_default, size)

    def new_array(self, index, element, has_default, size):
        length = i32(self.dice.between(4, 9))
        choice = self.dice.below(4)
        if choice == 0 and has_default:
            return length + code("array_new_default") + u(index)
        if choice == 1 and size > 0:
            return self.value(element, size) + length + code("array_new") + u(index)
        if choice == 2 and size > 0:
            return self.array_of_segment(index, element)
        count = self.dice.between(1, 5)
        make = self.value if size > 0 else lambda kind, _: self.minimal(kind)
        items = b"".join(make(element, size // count) for _ in range(count))
        return items + code("array_new_fixed") + u(index) + u(count)

    def array_of_segment(self, index, element):
        """Of a data segment, or of an element segment with references of this type."""
        start, length = i32(self.dice.below(2)), i32(self.dice.weighted([(8, 1), (6, 2), (1, 9)]))
        if not isinstance(element, Ref):
            return start + length + code("array_new_data") + u(index) + u(self.dice.below(len(self.plan.data_sizes)))
        for segment, (kind, count) in enumerate(self.plan.element_segments):
            if self.plan.subtype(kind, element):
                return start + length + code("array_new_elem") + u(index) + u(segment)
        return self.minimal(element) + length + code("array_new") + u(index)

    def loaded_reference(self, kind, size):
        """A field or an element of this type."""
        places = [(i, f) for i, d in enumerate(self.plan.types) if d.kind != "func" for f, item in enumerate(d.fields)
                  if isinstance(item.value, Ref) and self.plan.subtype(item.value, kind)]
        return self.read_place(*self.dice.pick(places), size) if places else self.simple_reference(kind)

    def read_place(self, index, field, size):
        definition = self.plan.types[index]
        packed = definition.fields[field].storage in ("i8", "i16")
        way = self.dice.pick(["_s", "_u"]) if packed else ""
        if definition.kind == "struct":
            return self.target(index, size) + code("struct_get" + way) + u(index) + u(field)
        return self.target(index, size // 2) + self.array_index(size // 2) + code("array_get" + way) + u(index)

    def target(self, index, size):
        """What a structure or array instruction works on: rarely null."""
        return self.reference(Ref(index, self.dice.chance(10)), size)

    def array_index(self, size):
        if self.dice.chance(6):
            return self.value("i", size)
        return self.value("i", size) + i32(self.dice.pick([0, 1, 3])) + code("i32_and")

    def cast(self, kind, size):
        """ref.cast traps unless it fits, so that a branch on the cast is the common way."""
        if self.dice.chance(15):
            instruction = code("ref_cast_null" if kind.nullable else "ref_cast")
            return self.reference(Ref("any"), size) + instruction + encode_heap(kind.heap)
        flags = 1 | (2 if kind.nullable else 0)
        if self.dice.chance(50):
            with self.label((kind,)):
                inner = self.reference(Ref("any"), size) + code("br_on_cast") + bytes([flags]) + u(0)
                inner += encode_heap("any") + encode_heap(kind.heap) + code("drop") + self.minimal(kind)
            return code("block") + encode_type(kind) + inner + code("end")
        with self.label((kind,)), self.label((Ref("any"),)):
            with self.label((kind,)):
                test = self.reference(Ref("any"), size) + code("br_on_cast_fail") + bytes([flags]) + u(1)
                test += encode_heap("any") + encode_heap(kind.heap)
            inner = code("block") + encode_type(kind) + test + code("end") + code("br") + u(1)
        outer = code("block") + encode_type(Ref("any")) + inner + code("end") + code("drop") + self.minimal(kind)
        return code("block") + encode_type(kind) + outer + code("end")

    def caught(self, kind, size):
        """block (result exnref); an exception by reference, if the statements throw."""
        with self.label((Ref("exn"),)):
            clause = self.dice.below(len(self.plan.tags) + 1)
            empty = [i for i, tag in enumerate(self.plan.tags) if not tag]
            if clause < len(self.plan.tags) and empty:
                clauses = b"\x01" + u(self.dice.pick(empty)) + u(0)
            else:
                clauses = b"\x03" + u(0)
            with self.label(()):
                thrown = self.statements(size // 2) + self.throw(size // 2)
            inner = code("try_table") + b"\x40" + u(1) + clauses + thrown + code("end") + code("ref_null") + encode_heap("exn")
        return code("block") + encode_type(Ref("exn")) + inner + code("end")

    # Numbers out of references

    def out_of_reference(self, kind, size):
        places = [(i, f) for i, d in enumerate(self.plan.types) if d.kind != "func" for f, item in enumerate(d.fields)
                  if item.value == kind]
        ways = [(10, lambda: self.read_place(*self.dice.pick(places), size))] if places else []
        if kind == "i":
            ways.append((3, lambda: self.reference(self.dice.pick(self.plan.references), size) + code("ref_is_null")))
            if self.plan.has("GarbageCollection"):
                ways += [(8, lambda: self.test(size)), (3, lambda: self.length(size)), (3, lambda: self.i31_value(size)),
                         (3, lambda: self.same(size))]
        ways.append((4, lambda: self.through_reference(kind, size)))
        return self.dice.weighted(ways)()

    def test(self, size):
        heap = self.dice.pick([r.heap for r in self.plan.references if hierarchy(self.plan.types, r.heap) == "any"] + ["none"])
        return self.reference(Ref("any"), size) + code(self.dice.pick(["ref_test", "ref_test_null"])) + encode_heap(heap)

    def length(self, size):
        arrays = [i for i, d in enumerate(self.plan.types) if d.kind == "array"]
        return self.target(self.dice.pick(arrays), size) + code("array_len")

    def i31_value(self, size):
        return self.reference(Ref("i31", self.dice.chance(10)), size) + code(self.dice.pick(["i31_get_s", "i31_get_u"]))

    def same(self, size):
        return self.reference(Ref("eq"), size // 2) + self.reference(Ref("eq"), size // 2) + code("ref_eq")

    def through_reference(self, kind, size):
        """call_ref of a function with this result."""
        fitting = [i for i in range(self.plan.first_defined, len(self.plan.functions))
                   if self.plan.functions[i].results == (kind,)]
        if not fitting or not self.may_call():
            return self.leaf(kind)
        index = self.dice.pick(fitting)
        type_index = self.plan.type_of_function(index)
        arguments = self.values(self.plan.functions[index].parameters, size // 2)
        return arguments + self.reference(Ref(type_index, self.dice.chance(10)), size // 2) + code("call_ref") + u(type_index)
