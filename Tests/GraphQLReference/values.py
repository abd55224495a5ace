"""Random values of input types: literals, and JSON for variables; mostly of the right type."""

import json
import random

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, type_from_ast

# Texts for the scalars of tokens: those that they accept, and those that they just do not.
TEXTS = {
    "BigInt": ["123456789012345678901234567890", "-5", "007"],
    "Bytes": ["0x" + "00ff" * 10, "0x" + "aB" * 20, "0x" + "0123456789abcDEF" * 4],
    "DateTime": [
        "2020-01-01T00:00:00Z", "2020-01-01T00:00:00.5Z", "2020-02-29t23:59:59.1234567z", "2000-02-29T12:00:00+05:30",
        "1969-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00-00:01", "9999-12-31T23:59:59+00:01",
    ],
}
OTHER_TEXTS = {
    "BigInt": ["", "-", "+1", "1.0", "1e3", "0x1", " 1", "\u0661"],
    "Bytes": [
        "", "0x", "0x00ff", "00ff" * 10, "0X" + "00ff" * 10, "\\x" + "00ff" * 10, "0x" + "0" * 39, "0x" + "0" * 39 + "g",
        "0x" + "0" * 41, "0x" + "0" * 63, "0x" + "0" * 65, "0x" + "00" * 31 + "é",
    ],
    "DateTime": [
        "", "2020-01-01", "2020-01-01T00:00:00", "2020-01-01 00:00:00Z", "2020-01-01T00:00:00 Z", "2020-01-01T00:00:00 UTC",
        "2020-01-01T00:00:00.Z", "2020-01-01T00:00Z", "2020-01-01T00:00:00+02", "2020-01-01T00:00:00+0200",
        "2020-01-01T00:00:00 +02:00", "2020-01-01T00:00:00+24:00", "2020-01-01T00:00:00+00:60", "2021-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2020-13-01T00:00:00Z", "2020-01-00T00:00:00Z", "2020-01-01T24:00:00Z",
        "2020-01-01T00:00:60Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "10000-01-01T00:00:00Z", "1577836800", "2020-01-01T00:00:00Zx", "٢٠٢٠-01-01T00:00:00Z",
    ],
}


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
        if type_.name in TEXTS:
            text = self.scalar_text(type_.name, self.error_rate * 3)
            # A number is an integer too; one with a zero in front is none.
            is_number = type_.name == "BigInt" and not text.startswith("0") and self.chance(0.5)
            return text if is_number else json.dumps(text, ensure_ascii=self.chance(0.5))
        return random.choice({
            "Int": ["1", "0", "-3", "100", "2147483647"],
            "String": ['"a"', '""', '"\\u00e9\\n\\""', '"""block\n   text"""', '"😀"', '"\\u{1F600}"'],
            "Boolean": ["true", "false"],
            "Float": ["1", "-2.5", "1e3"],
            "ID": ["1", '"x"'],
        }.get(type_.name, ['"x"', "1"]))

    def scalar_text(self, name, wrong):
        return self.random.choice((OTHER_TEXTS if self.chance(wrong) else TEXTS)[name])

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
        if type_.name in TEXTS:
            text = self.scalar_text(type_.name, wrong)
            return int(text) if type_.name == "BigInt" and text.isdecimal() and self.chance(0.5) else text
        return random.choice({
            "Int": [1, 0, -3, 100, 2147483647, -2147483648, 5.0],
            "String": ["a", "", "é\n\"", "😀"],
            "Boolean": [True, False],
            "Float": [1, -2.5],
            "ID": [1, "x", 2.0],
        }.get(type_.name, ["x", 1]))
