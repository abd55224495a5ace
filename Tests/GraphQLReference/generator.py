"""Random documents against a schema: mostly valid ones, and mutations of them."""

from graphql import GraphQLNonNull, get_named_type, is_composite_type, is_leaf_type
from graphql.utilities import do_types_overlap

from mutations import mutate_characters, mutate_tokens
from values import Values

# Only the types that a fragment's variables may have: a name has one type in all fragments.
FRAGMENT_VARIABLES = {"Int", "Boolean!", "Bytes", "OrderDirection!"}


class Generator(Values):
    def __init__(self, schema, seed):
        super().__init__(schema, seed)
        self.composites = [
            type_ for name, type_ in schema.type_map.items() if is_composite_type(type_) and not name.startswith("__")
        ]
        self.leaf_parents = [
            type_ for type_ in self.composites
            if any(is_leaf_type(get_named_type(field.type)) for field in getattr(type_, "fields", {}).values())
        ]

    def overlapping(self, type_):
        """The names of the composite types that share an object with a type."""
        names = [other.name for other in self.composites if do_types_overlap(self.schema, type_, other)]
        return names or [type_.name]

    def document(self):
        draw = self.random.random()
        text = self.valid()
        if draw < 0.4:
            return text
        if draw < 0.8:
            return mutate_tokens(self.random, text)
        return mutate_characters(self.random, text)

    def valid(self):
        random = self.random
        self.error_rate = random.choice([0, 0, 0, 0.01, 0.03])
        self.unique = random.choice([0, 0.8, 0.95, 1])
        self.fragments = {}
        self.fragment_count = random.choice([0, 0, 1, 2, 3])
        self.fragment_types = [
            random.choice(self.composites).name for _ in range(self.fragment_count)
        ]
        self.fragment_variables = {}
        bodies = {}
        for number in reversed(range(self.fragment_count)):
            self.variables, self.inside = {}, number
            type_ = self.fragment_types[number]
            body = self.selection_set(self.schema.type_map[type_], 3)
            bodies[number] = f"fragment F{number} on {type_}{self.directives('fragment')} {body}"
            self.fragment_variables[number] = self.variables
        self.inside = -1
        operations = random.choice([1, 1, 1, 1, 1, 2, 3])
        parts = [self.operation(number, operations, bodies) for number in range(operations)]
        reached = self.reached(" ".join(parts), bodies)
        for number, body in bodies.items():
            if (number in reached) != self.chance(self.error_rate):
                parts.append(body)
        random.shuffle(parts)
        separator = random.choice([" ", "\n", "\r\n", " # comment\n", ","])
        return separator.join(parts)

    def reached(self, text, bodies):
        """The fragments that a text spreads, directly or through others."""
        reached, pending = set(), [text]
        while pending:
            text = pending.pop()
            for number, body in bodies.items():
                if f"...F{number}" in text and number not in reached:
                    reached.add(number)
                    pending.append(body)
        return reached

    def operation(self, number, operations, bodies):
        random = self.random
        self.variables = {}
        body = self.selection_set(self.schema.query_type, 0)
        for fragment in self.reached(body, bodies):
            for name, type_text in self.fragment_variables[fragment].items():
                self.variables[name] = type_text
        name = f" Q{number}" if operations > 1 or self.chance(0.5) else ""
        if self.chance(self.error_rate):
            name = random.choice(["", " Q0"])
        definitions = self.variable_definitions()
        directives = self.directives("operation") if name or definitions else ""
        keyword = "query" if not self.chance(self.error_rate) else random.choice(["mutation", "subscription"])
        short = not name and not definitions and self.chance(0.7)
        return ("" if short else keyword + name + definitions + directives) + body

    def selection_set(self, type_, depth):
        random = self.random
        selections = []
        for _ in range(random.choice([1, 1, 2, 3] if depth else [1, 1, 1, 2])):
            selections.append(self.selection(type_, depth))
        if self.chance(0.15):
            selections.append(random.choice(selections))
        if self.chance(0.1) and depth == 0 and type_ is self.schema.query_type:
            selections.append(self.introspection())
        gap = random.choice([" ", "\n  ", ", "])
        return "{" + gap + gap.join(selections) + gap + "}"

    def introspection(self):
        return self.random.choice([
            "__schema { queryType { name } types { name kind fields { name args { name defaultValue } } } }",
            '__type(name: "Token") { name fields(includeDeprecated: true) { name type { kind ofType { name } } } }',
            "__schema { directives { name locations args { name } } }",
            "__schema { types { fields { type { fields { type { fields { name } } } } } } }",
            "__type { name }", "__schema { nothing }", '__type(name: "X") { ofType { fields { type { name } } } }',
            '__type(name: "X") { inputFields { type { interfaces { possibleTypes { name } } } } }',
        ])

    def selection(self, type_, depth):
        random = self.random
        if self.chance(0.25) and self.fragment_count:
            choices = [
                number for number in range(self.fragment_count)
                if (self.fragment_types[number] in self.overlapping(type_) or self.chance(self.error_rate))
                and (number > self.inside or self.chance(self.error_rate))
            ]
            if choices:
                return f"...F{random.choice(choices)}" + self.directives("spread")
        if self.chance(self.error_rate):
            return f"...F{random.randrange(5)}"
        if self.chance(0.1) and depth < 7:
            condition = random.choice(self.overlapping(type_))
            if self.chance(self.error_rate):
                condition = random.choice(list(self.schema.type_map) + ["Nothing"])
            named = self.chance(0.6)
            inner = self.schema.type_map.get(condition, type_) if named else type_
            head = f"... on {condition}" if named else "..."
            if not is_composite_type(inner):
                inner = type_
            return head + self.directives("inline") + self.selection_set(inner, depth + 1)
        return self.field(type_, depth)

    def field(self, type_, depth):
        random = self.random
        fields = [
            (name, field) for name, field in getattr(type_, "fields", {}).items()
            if depth < 6 or is_leaf_type(get_named_type(field.type))
        ]
        if self.chance(0.05) or not fields:
            return self.alias("__typename") + "__typename" + self.directives("field")
        name, field = random.choice(fields)
        if self.chance(self.error_rate):
            name = random.choice(["nothing", "nodes", "id", "token", "name", "pets", "__schema", "__type", "x_1"])
        arguments = []
        for argument_name, argument in field.args.items():
            required = isinstance(argument.type, GraphQLNonNull) and not self.chance(self.error_rate)
            if required or self.chance(0.3):
                argument_name = argument_name if not self.chance(self.error_rate) else random.choice(["where", "bad", "id"])
                arguments.append(f"{argument_name}: {self.value(argument.type, argument.default_value)}")
        if arguments and self.chance(self.error_rate):
            arguments.append(random.choice(arguments))
        random.shuffle(arguments)
        alias = self.alias(name)
        if arguments and self.chance(self.unique):
            self.aliases = getattr(self, "aliases", 0) + 1
            alias = f"n{self.aliases % 1000}: "
        text = alias + name + (f"({', '.join(arguments)})" if arguments else "") + self.directives("field")
        composite = is_composite_type(get_named_type(field.type))
        if composite != self.chance(self.error_rate):
            text += " " + self.selection_set(
                get_named_type(field.type) if composite else random.choice(self.leaf_parents), depth + 1)
        return text

    def alias(self, name):
        if self.chance(0.08):
            return self.random.choice(["a", "b", "c", "id", "name", name, "_x1", f"{name}1", f"{name}2"]) + ": "
        return ""

    def directives(self, place):
        if not self.chance(0.08):
            return ""
        random = self.random
        if place in ("operation", "fragment"):
            return random.choice([" @skip(if: true)", " @nothing", ""]) if self.chance(self.error_rate * 5) else ""
        value = self.variable("Boolean!", None) if self.chance(0.3) else random.choice(["true", "false"])
        text = f" @{random.choice(['skip', 'include'])}(if: {value})"
        if self.chance(self.error_rate * 3):
            text += random.choice([
                " @skip(if: true) @skip(if: false)", " @nothing(a: 1)", " @include", ' @include(if: "x")',
                " @skip(if: true, unless: 1)", " @deprecated", " @skip(if: null)", " @skip(if: [true])",
            ])
        return text

    def variable(self, type_text, default):
        random = self.random
        if self.inside >= 0:
            if type_text not in FRAGMENT_VARIABLES:
                return "null" if not type_text.endswith("!") else '"1"'
            name = "f" + type_text.strip("!")
            self.variables[name] = type_text
            return "$" + name
        for name, known in self.variables.items():
            if known == type_text and self.chance(0.6):
                return "$" + name
        name = f"v{len(self.variables)}"
        if self.chance(self.error_rate):
            return "$undefined"
        if type_text.endswith("!") and default is not None and self.chance(0.2):
            type_text = type_text[:-1]
        elif not type_text.endswith("!") and self.chance(0.2):
            type_text += "!"
        if self.chance(self.error_rate):
            type_text = random.choice(["Int", "[Bytes]", "Token", "String!", "[[Int!]!]", "Nothing", "TokenFilter", "Pet", "ComplexInput"])
        self.variables[name] = type_text
        return "$" + name

    def variable_definitions(self):
        if self.chance(self.error_rate):
            self.variables["unused"] = "Int"
        if not self.variables:
            return ""
        texts = []
        for name, type_text in self.variables.items():
            text = f"${name}: {type_text}"
            if self.chance(0.2) and not type_text.endswith("!"):
                type_ = self.schema.type_map.get(type_text.strip("[]!"))
                if type_ and not is_composite_type(type_):
                    text += " = " + self.value(type_, None, constant=True)
            texts.append(text)
        if texts and self.chance(self.error_rate):
            texts.append(self.random.choice(texts))
        return "(" + self.random.choice([", ", " "]).join(texts) + ")"
