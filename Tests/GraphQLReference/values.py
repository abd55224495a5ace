"""Random values of input types: literals, and JSON for variables; mostly of the right type."""

import random

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, type_from_ast


class Values:
    def __init__(self, schema, seed):
        self.schema = schema
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def value(self, type_, default, constant=False, depth=0):
        random = self.random
        if not constant and self.chance(0.2):
            return self.variable(str(type_), default)
        if self.chance(self.error_rate):
            return random.choice(["1", '"x"', "null", "[1]", "{a: 1}", "FOO", "1.5", "true", "-5", '"""b"""', "[]", "{}",
                                  "99999999999", "[[1]]", "[null]", '[{x: "y"}]'])
        if isinstance(type_, GraphQLNonNull):
            return self.value(type_.of_type, None, True, depth)
        if self.chance(0.05):
            return "null"
        if isinstance(type_, GraphQLList):
            if self.chance(0.2):
                return self.value(type_.of_type, None, constant, depth + 1)
            return "[" + ", ".join(self.value(type_.of_type, None, constant, depth + 1) for _ in range(random.randrange(4))) + "]"
        if isinstance(type_, GraphQLEnumType):
            return random.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            names = random.sample(list(type_.fields), random.randrange(min(4, len(type_.fields)) + 1))
            if names and self.chance(self.error_rate):
                names.append(random.choice(names + ["nothing"]))
            return "{" + ", ".join(
                f"{name}: {self.value(type_.fields[name].type if name in type_.fields else type_, None, constant, depth + 1)}"
                for name in names) + "}"
        return random.choice({
            "Int": ["1", "0", "-3", "100", "2147483647"],
            "BigInt": ["1", '"123456789012345678901234567890"', "123456789012345678901234567890", '"-5"'],
            "Bytes": ['"0x00ff"', '"0xABCDEF"', '"0x"'],
            "DateTime": ['"2020-01-01T00:00:00Z"', '"2020-01-01T00:00:00.5Z"'],
            "String": ['"a"', '""', '"\\u00e9\\n\\""', '"""block\n   text"""', '"😀"', '"\\u{1F600}"'],
            "Boolean": ["true", "false"],
            "Float": ["1", "-2.5", "1e3"],
            "ID": ["1", '"x"'],
        }.get(type_.name, ['"x"', "1"]))

    def variable_values(self, operation):
        values = {}
        wrong = self.random.choice([0, 0, 0.03, 0.3])
        for definition in operation.variable_definitions:
            if self.chance(0.1):
                continue
            type_ = type_from_ast(self.schema, definition.type)
            values[definition.variable.name.value] = self.json(type_, wrong)
        if self.chance(0.1):
            values["unknown"] = 1
        return values

    def json(self, type_, wrong):
        random = self.random
        if self.chance(wrong):
            return random.choice([
                None, True, 1, -7, 1.5, 1.0, 3e9, 2147483648, 10**30, "", "x", "0x1", "asc", [], {}, [1], [None],
                {"a": 1}, {"token": 1}, [["x"]], "é\n\"😀", "x" * 150,
            ])
        if isinstance(type_, GraphQLNonNull):
            return self.json(type_.of_type, wrong)
        if self.chance(0.08):
            return None
        if isinstance(type_, GraphQLList):
            if self.chance(0.2):
                return self.json(type_.of_type, wrong)
            return [self.json(type_.of_type, wrong) for _ in range(random.randrange(4))]
        if isinstance(type_, GraphQLEnumType):
            return random.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            names = random.sample(list(type_.fields), random.randrange(min(4, len(type_.fields)) + 1))
            values = {name: self.json(type_.fields[name].type, wrong) for name in names}
            if self.chance(wrong):
                values["nothing"] = 1
            return values
        return random.choice({
            "Int": [1, 0, -3, 100, 2147483647, -2147483648, 5.0],
            "BigInt": [1, "123456789012345678901234567890", 123456789012345678901234567890, "-5"],
            "Bytes": ["0x00ff", "0xABCDEF", "0x"],
            "DateTime": ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.5Z"],
            "String": ["a", "", "é\n\"", "😀"],
            "Boolean": [True, False],
            "Float": [1, -2.5],
            "ID": [1, "x", 2.0],
        }.get(type_.name, ["x", 1]))
