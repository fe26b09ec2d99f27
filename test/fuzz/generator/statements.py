# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Statements: instructions that leave the operand stack as it was.

    code = body.statements(30)

Everything ends: a loop, as a function, first takes one from the global that counts fuel, and is left when there is none.
(Loops that count, in loops.py, have their own end.) A branch goes to any label that is in scope, with values of the types
that the label wants.
"""
from assembler import s, u, vector
from constants import i32, i64
from instructions import accesses, code
from value_types import Ref, encode_type

VOID = b"\x40"


class Statements:
    """Part of Body (bodies.py)."""

    def statements(self, size):
        done = b""
        while size > 1 and self.budget > 0:
            share = self.dice.between(2, max(3, size // 2))
            done += self.statement(share)
            size -= share
        return done

    def statement(self, size):
        self.budget -= 1
        return (code("nop") if self.dice.chance(1) else b"") + self.dice.weighted(self.statement_ways)(size)

    def ways_of_statements(self):
        plan = self.plan
        ways = [(22, self.set_local), (8, self.set_global), (16, self.store), (3, self.drop), (9, self.if_statement),
                (5, self.block), (7, self.fuelled_loop), (6 + plan.dice.weighted([(3, 0), (1, 40)]), self.counted_loop),
                (4, self.switch), (5, self.branch), (6, self.call_statement), (5, self.log), (4, self.bulk_memory),
                (4, self.change_table), (1, self.trap)]
        if plan.has("GarbageCollection"):
            ways.append((14, self.change_aggregate))
        if plan.has("Threads"):
            ways.append((4, self.wait_or_fence))
        if plan.has("Exceptions"):
            ways += [(10, self.try_table), (4, self.throw)]
        if plan.has("LegacyExceptions"):
            ways += [(14, self.legacy_try), (6, self.throw)]
        if plan.has("TailCall"):
            ways.append((5, self.tail_call))
        return ways

    # Variables and memory

    def set_local(self, size):
        kinds = [kind for index, kind in enumerate(self.local_types) if self.is_writable(index)]
        if not kinds:
            return self.log(size)
        kind = self.dice.pick(kinds)
        return self.value(kind, size) + code("local_set") + u(self.dice.pick(self.writable_locals(kind)))

    def set_global(self, size):
        mutable = [i for i, g in enumerate(self.plan.globals) if g.mutable and i != self.plan.fuel]
        if not mutable:
            return self.set_local(size)
        index = self.dice.pick(mutable)
        return self.value(self.plan.globals[index].kind, size) + code("global_set") + u(index)

    def store(self, size):
        rows = accesses("", self.plan.features)
        return self.access(self.dice.pick(rows), self.dice.below(len(self.plan.memories)), size)

    def drop(self, size):
        return self.value(self.any_kind(), size) + code("drop")

    def any_kind(self):
        return self.dice.pick(self.plan.numbers if self.dice.chance(80) else self.plan.references)

    def log(self, size):
        name = self.dice.pick(["log_i32", "log_i64", "log_f32", "log_f64"])
        index = next(i for i, f in enumerate(self.plan.functions) if f.imported == name)
        return self.value(self.plan.functions[index].parameters[0], size) + code("call") + u(index)

    def trap(self, size):
        condition = self.value("i", size) + i32(self.dice.between(0, 99)) + code("i32_eq")
        return condition + code("if_") + VOID + code("unreachable") + code("end")

    def bulk_memory(self, size):
        index = self.dice.below(len(self.plan.memories))
        memory, choice, share = self.plan.memories[index], self.dice.below(4), size // 3
        if choice == 0:
            return self.place(memory, share) + self.value("i", share) + self.extent(memory, share) + code("memory_fill") + u(index)
        if choice == 1:
            other = self.dice.below(len(self.plan.memories))
            source = self.plan.memories[other]
            narrower = memory if not memory.is_64 else source
            places = self.place(memory, share) + self.place(source, share)
            return places + self.extent(narrower, share) + code("memory_copy") + u(index) + u(other)
        segment = self.dice.below(len(self.plan.data_sizes))
        if choice == 2 and self.dice.chance(15):
            return code("data_drop") + u(segment)
        extent = i32(self.dice.below(5)) + i32(self.dice.weighted([(9, self.dice.below(5)), (1, 70)]))
        return self.place(memory, share) + extent + code("memory_init") + u(segment) + u(index)

    def place(self, memory, size):
        return self.address(memory, 1, False, size)[0]

    def extent(self, thing, size):
        if self.dice.chance(2):
            return i64(-1) if thing.is_64 else i32(-1)
        return self.value("i", size) + i32(self.dice.pick([7, 255])) + code("i32_and") + self.extended(thing)

    def change_table(self, size):
        index = self.dice.below(len(self.plan.tables))
        table, choice, share = self.plan.tables[index], self.dice.below(6), size // 3
        if choice <= 1:
            return self.table_index(table, share) + self.value(table.element, share) + code("table_set") + u(index)
        if choice == 2:
            some = i32(self.dice.below(3)) + self.extended(table)
            return self.value(table.element, share) + some + code("table_grow") + u(index) + code("drop")
        count = i32(self.dice.below(3)) + self.extended(table)
        if choice == 3:
            fill = self.table_index(table, share) + self.value(table.element, share)
            return fill + count + code("table_fill") + u(index)
        if choice == 4:
            return self.table_index(table, share) + self.table_index(table, share) + count + code("table_copy") + u(index) * 2
        return self.init_table(index, table, share)

    def init_table(self, index, table, size):
        fitting = [i for i, (kind, _) in enumerate(self.plan.element_segments) if self.plan.subtype(kind, table.element)]
        if not fitting:
            return b""
        segment = self.dice.pick(fitting)
        if self.dice.chance(8):
            return code("elem_drop") + u(segment)
        extent = i32(0) + i32(self.dice.weighted([(9, 1), (1, 9)]))
        return self.table_index(table, size) + extent + code("table_init") + u(segment) + u(index)

    def change_aggregate(self, size):
        places = [(i, f) for i, d in enumerate(self.plan.types) if d.kind != "func"
                  for f, item in enumerate(d.fields) if item.mutable]
        index, field = self.dice.pick(places)
        definition = self.plan.types[index]
        kind, share = definition.fields[field].value, size // 3
        if definition.kind == "struct":
            return self.target(index, share) + self.value(kind, share) + code("struct_set") + u(index) + u(field)
        choice = self.dice.below(6)
        place = self.target(index, share) + self.array_index(share)
        count = i32(self.dice.below(3))
        if choice == 0:
            return place + self.value(kind, share) + count + code("array_fill") + u(index)
        if choice == 1:
            return place + self.target(index, share) + self.array_index(share) + count + code("array_copy") + u(index) * 2
        if choice == 2 and not isinstance(kind, Ref):
            return place + i32(0) + count + code("array_init_data") + u(index) + u(self.dice.below(len(self.plan.data_sizes)))
        if choice == 2:
            for segment, (element, _) in enumerate(self.plan.element_segments):
                if self.plan.subtype(element, kind):
                    return place + i32(0) + i32(1) + code("array_init_elem") + u(index) + u(segment)
        return place + self.value(kind, share) + code("array_set") + u(index)

    def wait_or_fence(self, size):
        """Waits end: what is there differs, or the time is short."""
        if self.dice.chance(30):
            return code("atomic_fence") + b"\0"
        index = self.dice.below(len(self.plan.memories))
        memory, is_64 = self.plan.memories[index], self.dice.chance(50)
        if not memory.is_shared and not self.dice.chance(10):
            return code("atomic_fence") + b"\0"
        place = self.value("i", size) + i32(0x3F8) + code("i32_and") + self.extended(memory)
        argument = (u(0x40 | (3 if is_64 else 2)) + u(index) if index else u(3 if is_64 else 2)) + u(0)
        operands = place + self.value("I" if is_64 else "i", size) + i64(self.dice.pick([0, 1, 1000]))
        return operands + code("memory_atomic_wait64" if is_64 else "memory_atomic_wait32") + argument + code("drop")

    # Control

    def if_statement(self, size):
        condition = self.value("i", size // 3)
        with self.label(()):
            then = self.statements(size // 2)
            otherwise = code("else_") + self.statements(size // 2) if self.dice.chance(50) else b""
        return condition + code("if_") + VOID + then + otherwise + code("end")

    def block(self, size):
        with self.label(()):
            inner = self.statements(size)
            if self.dice.chance(25):  # what follows is unreachable, and any types will do
                inner += code("br") + u(0) + self.dice.pick([b"", code("i32_add") + code("drop"), self.statements(4)])
        return code("block") + VOID + inner + code("end")

    def fuelled_loop(self, size):
        """block loop; no fuel: out; …; condition: again; end end"""
        with self.label(()), self.label(()):
            fuel = self.take_fuel() + code("br_if") + u(1)
            inner = fuel + self.statements(size) + self.value("i", size // 4) + code("br_if") + u(0)
        return code("block") + VOID + code("loop") + VOID + inner + code("end") + code("end")

    def take_fuel(self):
        """Leaves whether there is none."""
        fuel = u(self.plan.fuel)
        less = code("global_get") + fuel + i32(1) + code("i32_sub") + code("global_set") + fuel
        return less + code("global_get") + fuel + i32(0) + code("i32_lt_s")

    def switch(self, size):
        arms = self.dice.between(2, 4)
        self.labels += [()] * arms
        targets = [self.dice.below(arms) for _ in range(self.dice.between(1, 6))]
        inner = self.value("i", size // 3) + code("br_table") + vector([u(t) for t in targets]) + u(self.dice.below(arms))
        for arm in range(arms):
            inner = code("block") + VOID + inner + code("end")
            self.labels.pop()
            inner += self.statements(size // arms) if arm < arms - 1 else b""
        return inner

    def branch(self, size):
        depth = self.dice.pick([depth for depth, kinds in enumerate(reversed(self.labels))
                                if kinds is not None and Ref("exn", False) not in kinds])
        kinds = self.labels[-1 - depth]
        if self.dice.chance(50):
            condition = self.value("i", size // 2)
            with self.label(()):
                carried = self.values(kinds, size // 2)
            return condition + code("if_") + VOID + carried + code("br") + u(depth + 1) + code("end")
        condition = self.value("i", size // 2)
        return self.values(kinds, size // 2) + condition + code("br_if") + u(depth) + code("drop") * len(kinds)

    # Calls

    def call_statement(self, size):
        index = self.dice.between(self.plan.first_defined, len(self.plan.functions) - 1)
        if not self.may_call():
            return b""
        return self.call(index, size) + code("drop") * len(self.plan.functions[index].results)

    def call(self, index, size):
        """Directly, through the table of functions, or by reference."""
        function, type_index = self.plan.functions[index], self.plan.type_of_function(index)
        arguments = self.values(function.parameters, size)
        choice = self.dice.below(10)
        if choice < 3 and (self.is_in_table(type_index) or self.dice.chance(5)):
            return arguments + self.index_of_function(type_index) + code("call_indirect") + u(type_index) + u(0)
        if choice < 5 and self.plan.has("FunctionReferences"):
            return arguments + code("ref_func") + u(index) + code("call_ref") + u(type_index)
        return arguments + code("call") + u(index)

    def is_in_table(self, type_index):
        return [self.plan.table_start + i for i, index in enumerate(self.plan.table_functions)
                if self.plan.type_of_function(index) == type_index]

    def index_of_function(self, type_index):
        """Mostly one where the table of functions has this type to begin with."""
        table, places = self.plan.tables[0], self.is_in_table(type_index)
        if not places or self.dice.chance(4):
            return self.table_index(table, 3)
        return self.value("i", 3) + i32(0) + code("i32_and") + i32(self.dice.pick(places)) + code("i32_or") + self.extended(table)

    def call_with_result(self, kind, size):
        """A call that leaves one value of this type, the others of its results dropped; None if there is no such function."""
        fitting = [(i, r) for i in range(self.plan.first_defined, len(self.plan.functions))
                   for r, result in enumerate(self.plan.functions[i].results) if result == kind]
        if not fitting or not self.may_call():
            return None
        index, kept = self.dice.pick(fitting)
        results = self.plan.functions[index].results
        done = self.call(index, size)
        if kept == len(results) - 1 and len(results) == 1:
            return done
        local = self.scratch(Ref(kind.heap, True) if isinstance(kind, Ref) else kind)
        for position in reversed(range(len(results))):
            done += code("local_set") + u(local) if position == kept else code("drop")
        never_null = isinstance(kind, Ref) and not kind.nullable
        return done + code("local_get") + u(local) + (code("ref_as_non_null") if never_null else b"")

    def tail_call(self, size):
        fitting = [i for i in range(self.plan.first_defined, len(self.plan.functions))
                   if self.plan.functions[i].results == self.results]
        condition = self.value("i", size // 3)
        index = self.dice.pick(fitting)
        type_index = self.plan.type_of_function(index)
        with self.label(()):
            arguments = self.values(self.plan.functions[index].parameters, size // 2)
        choice = self.dice.below(3)
        if choice == 0 and self.is_in_table(type_index):
            jump = self.index_of_function(type_index) + code("return_call_indirect") + u(type_index) + u(0)
        elif choice == 1 and self.plan.has("FunctionReferences"):
            jump = code("ref_func") + u(index) + code("return_call_ref") + u(type_index)
        else:
            jump = code("return_call") + u(index)
        return condition + code("if_") + VOID + arguments + jump + code("end")

    # Exceptions

    def throw(self, size):
        tag = self.dice.below(len(self.plan.tags))
        condition = self.value("i", size // 2)
        with self.label(()):
            payload = self.values(self.plan.tags[tag], size // 2)
            again = self.throw_again() if self.dice.chance(20) else None
        return condition + code("if_") + VOID + (again or payload + code("throw_") + u(tag)) + code("end")

    def throw_again(self):
        """throw_ref of a local that may hold an exception; one that holds none traps."""
        locals_ = self.locals_of(Ref("exn"))
        if not locals_:
            return None
        read = code("local_get") + u(self.dice.pick(locals_))
        with_one = read + code("throw_ref")
        return read + code("ref_is_null") + code("i32_eqz") + code("if_") + VOID + with_one + code("end")

    def try_table(self, size):
        """block (result payload) try_table (catch $tag 0) … end; what the payload would be; end; the payload goes into locals"""
        tag = self.dice.below(len(self.plan.tags))
        kind = self.dice.below(4)
        payload = self.plan.tags[tag] if kind < 2 else ()
        carried = payload + ((Ref("exn", False),) if kind & 1 else ())
        with self.label(()), self.label(carried):
            clauses = [bytes([kind]) + (u(tag) if kind < 2 else b"") + u(0)]
            other = [depth for depth, types in enumerate(reversed(self.labels)) if types == ()]
            if kind < 2 and other and self.dice.chance(40):
                clauses.append(b"\x02" + u(self.dice.pick(other)))
            with self.label(()):
                inner = self.statements(size) + self.throw(size // 3)
            tried = code("try_table") + VOID + vector(clauses) + inner + code("end")
            # (ref exn) has no expression of its own: the way without an exception leaves the outer block.
            tried += code("br") + u(1)
        with self.label(()):
            handled = self.set_all(carried) + self.statements(size // 2)
        return code("block") + VOID + code("block") + self.block_type(carried) + tried + code("end") + handled + code("end")

    def set_all(self, kinds):
        """Puts values that wait on the stack into locals, the last first."""
        done = b""
        for kind in reversed(kinds):
            fitting = [i for i, t in enumerate(self.local_types) if self.is_writable(i) and self.plan.subtype(kind, t)]
            done += code("local_set") + u(self.dice.pick(fitting)) if fitting and self.dice.chance(80) else code("drop")
        return done

    def block_type(self, results):
        if not results:
            return VOID
        return encode_type(results[0]) if len(results) == 1 else s(self.plan.function_type((), results))

    def legacy_try(self, size):
        with self.label(()):
            inner = self.statements(size) + self.throw(size // 3)
        if self.dice.chance(20):  # a label of a try, or the function's: the exception goes on from there
            return code("try_") + VOID + inner + code("delegate") + u(self.dice.below(len(self.labels)))
        done = code("try_") + VOID + inner
        for tag in range(len(self.plan.tags)):
            if self.dice.chance(50):
                done += code("catch_") + u(tag) + self.legacy_handler(self.plan.tags[tag], size // 3)
        if self.dice.chance(50):
            done += code("catch_all") + self.legacy_handler((), size // 3)
        return done + code("end")

    def legacy_handler(self, payload, size):
        with self.label(()):
            handled = self.set_all(payload) + self.statements(size)
            again = self.value("i", size // 2) + code("if_") + VOID + code("rethrow") + u(1) + code("end")
        return handled + (again if self.dice.chance(25) else b"")
