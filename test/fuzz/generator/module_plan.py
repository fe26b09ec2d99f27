# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a generated module declares, chosen before its bodies: features, types, imports, functions, memories, tables,
globals, tags, segments.

    plan = Plan(Dice(7))
    plan.features              {"Core", "Simd", "multi-memory", …}: few at a time, so that each is met in depth
    plan.functions[3].results  ("i", Ref("func", True))

An import's name tells the host what to give, so that no host needs to know the module: "memory 1 3 shared", "table 4 8",
"global i mutable"; functions are those of `HOST_FUNCTIONS`. A memory or table whose address type is i64 is never imported
under that promise, since hosts differ in how they are asked for one.

Each function f is exported by a second one, "call f" (bodies.py), whose parameters and results JavaScript can pass. All that
the comparison looks at is exported: memories, globals of numbers, tags.
"""
from dataclasses import dataclass

from value_types import Definition, Field, Ref, matches

HOST_FUNCTIONS = {"log_i32": ("i", ""), "log_i64": ("I", ""), "log_f32": ("f", ""), "log_f64": ("F", ""),
                  "ask_i32": ("", "i"), "ask_i64": ("", "I"), "ask_f64": ("", "F")}
PAGES = 3  # a memory's maximum

# Per cent of the modules that have a feature.
ODDS = [("Simd", 35), ("TailCall", 30), ("FunctionReferences", 35), ("GarbageCollection", 35), ("Threads", 25),
        ("WideArithmetic", 20), ("multi-memory", 25), ("memory64", 25), ("table64", 15)]


@dataclass
class Function:
    parameters: tuple
    results: tuple
    imported: str = ""


@dataclass
class Memory:
    minimum: int
    maximum: int
    is_64: bool = False
    is_shared: bool = False
    imported: bool = False

    @property
    def address(self):
        return "I" if self.is_64 else "i"


@dataclass
class Table:
    element: Ref
    minimum: int
    maximum: int
    is_64: bool = False
    imported: bool = False

    @property
    def address(self):
        return "I" if self.is_64 else "i"


@dataclass
class Global:
    kind: object
    mutable: bool
    imported: bool = False


class Plan:
    def __init__(self, dice):
        self.dice = dice
        self.features = self.choose_features()
        self.groups, self.types, self.function_types = [], [], {}
        self.define_aggregates()
        self.numbers = ["i", "i", "I", "f", "F"] + (["V"] * 4 if self.has("Simd") else [])
        self.memories = self.choose_memories()
        self.functions = self.choose_functions()
        self.references = self.choose_references()
        self.tables = self.choose_tables()
        self.table_start, self.table_functions = self.fill_table()
        self.globals = self.choose_globals()
        self.tags = self.choose_tags()
        self.data_sizes = [dice.between(4, 60) for _ in range(dice.between(1, 3))]  # of passive segments
        self.element_segments = self.choose_element_segments()

    def has(self, feature):
        return feature in self.features

    def choose_features(self):
        dice, chosen = self.dice, {"Core"}
        chosen.update(name for name, percent in ODDS if dice.chance(percent))
        chosen.update(dice.weighted([(60, []), (28, ["Exceptions"]), (12, ["LegacyExceptions"])]))
        if "Simd" in chosen and dice.chance(40):
            chosen.add("RelaxedSimd")
        if "GarbageCollection" in chosen:
            chosen.add("FunctionReferences")
        if "LegacyExceptions" in chosen:  # engines refuse both kinds of exceptions in one module
            chosen.discard("Exceptions")
        return frozenset(chosen)

    # Types

    def add_group(self, definitions):
        first = len(self.types)
        self.groups.append(definitions)
        self.types.extend(definitions)
        return first

    def function_type(self, parameters, results):
        key = (tuple(parameters), tuple(results))
        if key not in self.function_types:
            self.function_types[key] = self.add_group([Definition("func", *key)])
        return self.function_types[key]

    def define_aggregates(self):
        """Structures that extend each other, arrays, and a group whose members refer to each other."""
        if not self.has("GarbageCollection"):
            return
        dice = self.dice
        base = self.add_group([Definition("struct", fields=self.fields(2), is_final=False)])
        more = self.types[base].fields + self.fields(2)
        child = self.add_group([Definition("struct", fields=more, supertype=base, is_final=dice.chance(50))])
        if not self.types[child].is_final:
            self.add_group([Definition("struct", fields=more + self.fields(1), supertype=child)])
        for _ in range(dice.between(1, 3)):
            self.add_group([Definition("array", fields=[Field(self.storage(), True)])])
        self.add_group([Definition("array", fields=[Field(Ref(dice.pick(["func", "any", "eq"]), True), True)])])
        first = len(self.types)
        self.add_group([Definition("struct", fields=self.fields(1) + [Field(Ref(first + 1, True), True)]),
                        Definition("array", fields=[Field(Ref(first, True), True)])])

    def fields(self, most):
        return [Field(self.storage(), self.dice.chance(75)) for _ in range(self.dice.between(1, most))]

    def storage(self):
        numbers = ["i8", "i16", "i", "I", "f", "F"] + (["V"] if self.has("Simd") else [])
        references = [Ref("any"), Ref("i31"), Ref("extern"), Ref("func"), Ref("i31", False)]
        references += [Ref(index) for index, definition in enumerate(self.types) if definition.kind != "func"]
        return self.dice.pick(numbers if self.dice.chance(70) else references)

    # The store

    def choose_memories(self):
        dice = self.dice
        memories = []
        for _ in range(dice.between(2, 3) if self.has("multi-memory") else 1):
            shared = self.has("Threads") and dice.chance(50)
            memories.append(Memory(dice.weighted([(1, 0), (30, 1), (9, 2)]), PAGES, self.has("memory64") and dice.chance(60),
                                   shared))
        if dice.chance(25) and not memories[0].is_64:
            memories[0].imported = True
        return memories

    def choose_functions(self):
        dice = self.dice
        imported = [Function(tuple(p), tuple(r), name) for name, (p, r) in HOST_FUNCTIONS.items()]
        self.first_defined = len(imported)
        self.references = self.simple_references()
        defined = []
        for _ in range(dice.between(2, 4)):
            parameters = tuple(self.value_type() for _ in range(dice.between(0, 4)))
            results = tuple(self.value_type() for _ in range(dice.weighted([(1, 0), (6, 1), (2, 2), (1, 3)])))
            defined.append(Function(parameters, results))
        if len(defined) > 2:  # so that calls through tables find more than one of a type
            defined.append(Function(defined[0].parameters, defined[0].results))
        for function in imported + defined:
            self.function_type(function.parameters, function.results)
        return imported + defined

    def type_of_function(self, index):
        function = self.functions[index]
        return self.function_type(function.parameters, function.results)

    def simple_references(self):
        found = [Ref("func"), Ref("extern")]
        if self.has("GarbageCollection"):
            found += [Ref("any"), Ref("eq"), Ref("i31"), Ref("i31", False), Ref("struct"), Ref("array")]
            for index, definition in enumerate(self.types):
                if definition.kind != "func":
                    found += [Ref(index), Ref(index, False)]
        if self.has("Exceptions"):
            found.append(Ref("exn"))
        return found

    def choose_references(self):
        """The reference types that bodies use: now also those of the functions."""
        found = self.simple_references()
        if self.has("FunctionReferences"):
            for index in range(self.first_defined, len(self.functions)):
                found += [Ref(self.type_of_function(index)), Ref(self.type_of_function(index), False)]
        return found

    def value_type(self):
        return self.dice.pick(self.numbers) if self.dice.chance(82) else self.dice.pick(self.references)

    def choose_tables(self):
        dice = self.dice
        tables = [Table(Ref("func"), dice.between(4, 9), 16, self.has("table64") and dice.chance(60))]
        if dice.chance(20) and not tables[0].is_64:
            tables[0].imported = True
        if dice.chance(60):
            element = dice.pick([r for r in self.references if r.nullable])
            tables.append(Table(element, dice.between(2, 6), 12, self.has("table64") and dice.chance(40)))
        return tables

    def fill_table(self):
        """Where the active segment of the table of functions begins, and what is in it."""
        count = self.dice.between(2, self.tables[0].minimum)
        content = [self.dice.between(self.first_defined, len(self.functions) - 1) for _ in range(count)]
        return self.dice.below(self.tables[0].minimum - count + 1), content

    def choose_globals(self):
        dice = self.dice
        chosen = [Global(dice.pick("iIfF"), dice.chance(60), True) for _ in range(dice.between(0, 2))]
        self.fuel = len(chosen)
        chosen.append(Global("i", True))
        chosen += [Global(self.dice.pick(self.numbers), dice.chance(70)) for _ in range(dice.between(2, 4))]
        chosen += [Global(dice.pick([r for r in self.references if r.nullable]), dice.chance(70))
                   for _ in range(dice.between(0, 2))]
        return chosen

    def choose_tags(self):
        if not self.has("Exceptions") and not self.has("LegacyExceptions"):
            return []
        kinds = [kind for kind in self.numbers + self.references if not isinstance(kind, Ref) or kind.nullable]
        return [tuple(self.dice.pick(kinds) for _ in range(self.dice.between(0, 3))) for _ in range(self.dice.between(1, 3))]

    def choose_element_segments(self):
        """Passive ones: (element type, expressions' kinds); the last is declarative and names every function."""
        element = self.dice.pick([table.element for table in self.tables])
        return [(Ref("func"), self.dice.between(1, 5)), (element, self.dice.between(1, 4))]

    def subtype(self, kind, wanted):
        return matches(self.types, kind, wanted)
