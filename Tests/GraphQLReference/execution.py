"""What graphql-core makes of a request: coerced variables, requested fields, and the answers of introspection."""

import json
import sys

from graphql import (
    DocumentNode, GraphQLError, OperationDefinitionNode, OperationType, SelectionSetNode, execute, get_introspection_query,
    get_named_type, introspection_from_schema, is_abstract_type, is_object_type, parse, print_schema,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.values import get_argument_values, get_variable_values
from graphql.type import introspection_types, specified_directives, specified_scalar_types
from graphql.type.introspection import SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef

from engines import ask, location


def excerpt(value):
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        return text[:100] + "..." if len(text) > 100 else text
    return str(value)


def quote_as_json():
    for name, module in list(sys.modules.items()):
        if (name.startswith("graphql.") or name == "tokens") and hasattr(module, "inspect"):
            module.inspect = excerpt


def normal(message):
    return (
        message.replace("not to be None.", "not to be null.")
        .replace("to be a mapping.", "to be an object.")
        .replace("ID cannot represent value: ", "ID cannot represent a non-string and non-integer value: ")
    )


def adopt_descriptions(schema_json, schema=None):
    """Gives graphql-core's own types and directives the descriptions of this package."""
    types = {type_["name"]: type_ for type_ in schema_json["types"]}
    for name, type_ in {**introspection_types, **specified_scalar_types}.items():
        own = types.get(name)
        if own is None:
            continue
        type_.description = own["description"]
        for field in own["fields"] or []:
            type_.fields[field["name"]].description = field["description"]
        for value in own["enumValues"] or []:
            type_.values[value["name"]].description = value["description"]
    directives = {directive["name"]: directive for directive in schema_json["directives"]}
    named = {directive.name for directive in specified_directives}
    own_directives = [directive for directive in (schema.directives if schema else ()) if directive.name in named]
    for directive in [*specified_directives, *own_directives]:
        own = directives[directive.name]
        directive.description = own["description"]
        for argument in own["args"]:
            directive.args[argument["name"]].description = argument["description"]


FULL = get_introspection_query(
    descriptions=True, specified_by_url=True, directive_is_repeatable=True, schema_description=True,
    input_value_deprecation=True, input_object_one_of=True,
)


def full_introspection(schema, name):
    return {"execute": True, "schema": name, "document": FULL}


def definitions(schema, name):
    """The requests that define a schema; the judge knows the token schema."""
    if name == "tokens":
        return []
    return [{"define": name, "schema": introspection_from_schema(schema, input_value_deprecation=True)["__schema"]}]


def compare_schemas(schemas):
    """Compares the full introspection and the SDL of schemas: a dictionary of names and (schema, definition)."""
    requests = [{"define": name, "schema": definition} for name, (_, definition) in schemas.items() if definition]
    ask_all = requests + [full_introspection(schema, name) for name, (schema, _) in schemas.items()]
    ask_all += [{"print": name} for name in schemas]
    answers = ask(ask_all)
    failures = {request["define"]: answer for request, answer in zip(requests, answers) if answer}
    answers = answers[len(requests) :]
    differences = compared = 0
    for number, (name, (schema, _)) in enumerate(schemas.items()):
        if name in failures:
            print("schema", name, "is refused:", str(failures[name])[:300])
            differences += 1
            continue
        compared += 1
        own = answers[number]["fields"]["fields"][0]["answer"]
        adopt_descriptions(own, schema)
        theirs = execute(schema, parse(FULL)).data["__schema"]
        if name.isdigit():
            # A schema from an introspection keeps the places of the built-in types and directives, which ours omits.
            for result in (own, theirs):
                result["types"].sort(key=lambda type_: type_["name"])
                result["directives"].sort(key=lambda directive: directive["name"])
        if json.dumps(own) != json.dumps(theirs):
            differences += 1
            print("INTROSPECTION", name, first_difference(theirs, own))
        sdl = answers[len(schemas) + number]["sdl"]
        if sdl != print_schema(schema):
            differences += 1
            print("SDL", name)
            for left, right in zip(print_schema(schema).split("\n"), sdl.split("\n")):
                if left != right:
                    print("  reference:", left, "\n  own:      ", right)
                    break
    print(f"schemas: {compared} compared by introspection and SDL, {differences} differences")
    return differences == 0


def first_difference(left, right, path=""):
    if type(left) is not type(right):
        return path, left, right
    if isinstance(left, dict):
        if list(left) != list(right):
            return path, list(left), list(right)
        for key in left:
            found = first_difference(left[key], right[key], f"{path}.{key}")
            if found:
                return found
    elif isinstance(left, list):
        for index, (one, other) in enumerate(zip(left, right)):
            found = first_difference(one, other, f"{path}[{index}]")
            if found:
                return found
        if len(left) != len(right):
            return path, len(left), len(right)
    elif left != right:
        return path, left, right
    return None


class Reference:
    """What graphql-core makes of an operation."""

    def __init__(self, schema, text, raw):
        self.schema, self.text, self.raw = schema, text, raw
        self.document = parse(text)
        self.operation = next(node for node in self.document.definitions if isinstance(node, OperationDefinitionNode))
        self.fragments = {
            node.name.value: node for node in self.document.definitions if node.kind == "fragment_definition"
        }

    def flat(self, errors):
        return [
            [normal(error.message), [location(self.text, position) for position in error.positions or []]]
            for error in errors
        ]

    def answer(self):
        variables = get_variable_values(self.schema, self.operation.variable_definitions, self.raw, max_errors=50)
        if isinstance(variables, list):
            return {"errors": self.flat(variables)}
        self.variables = variables
        try:
            root = self.schema.query_type
            groups = collect_fields(self.schema, self.fragments, variables, root, self.operation.selection_set)
            return {"variables": variables, "fields": self.selection(root, groups)}
        except GraphQLError as error:
            return {"variables": variables, "errors": self.flat([error])}

    def selection(self, type_, groups):
        return {"type": type_.name, "fields": [self.field(type_, name, nodes) for name, nodes in groups.items()]}

    def field(self, type_, response, nodes):
        name = nodes[0].name.value
        meta = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef, "__typename": TypeNameMetaFieldDef}
        field = meta.get(name) or type_.fields[name]
        result = {"response": response, "name": name, "arguments": get_argument_values(field, nodes[0], self.variables)}
        named = get_named_type(field.type)
        if name in ("__schema", "__type"):
            result["answer"] = self.introspect(response, nodes)
        elif is_object_type(named) or is_abstract_type(named):
            objects = [named] if is_object_type(named) else self.schema.get_possible_types(named)
            result["selections"] = [
                self.selection(
                    object_, collect_sub_fields(self.schema, self.fragments, self.variables, object_, nodes))
                for object_ in objects
            ]
        return result

    def introspect(self, response, nodes):
        operation = OperationDefinitionNode(
            operation=OperationType.QUERY, name=None, directives=[], selection_set=SelectionSetNode(selections=nodes),
            variable_definitions=self.operation.variable_definitions)
        document = DocumentNode(definitions=[operation, *self.fragments.values()])
        result = execute(self.schema, document, variable_values=self.raw)
        if result.errors:
            raise result.errors[0]
        return result.data[response]
