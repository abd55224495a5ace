"""Records what graphql-core's own tests parse and validate. A plugin of pytest: `-p corpora`."""

import json
import os

import graphql
import graphql.language.parser
import graphql.language.source
import graphql.validation.validate
from graphql import introspection_from_schema

texts = {}
validations = []
schemas = {}
kept = []

original_source = graphql.language.source.Source.__init__


def record_source(self, body, *arguments, **options):
    if isinstance(body, str):
        texts[body] = True
    original_source(self, body, *arguments, **options)


graphql.language.source.Source.__init__ = record_source
validate_module = __import__("sys").modules["graphql.validation.validate"]
original_validate = validate_module.validate


def record_validate(schema, document, *arguments, **options):
    if id(schema) not in schemas:
        kept.append(schema)
        try:
            schemas[id(schema)] = introspection_from_schema(schema)["__schema"]
        except Exception:
            schemas[id(schema)] = None
    if document is not None and getattr(document, "loc", None):
        validations.append((id(schema), document.loc.source.body))
    return original_validate(schema, document, *arguments, **options)


validate_module.validate = record_validate
graphql.validation.validate = record_validate
graphql.validate = record_validate


def pytest_sessionfinish():
    numbers = {key: number for number, key in enumerate(schemas)}
    with open(os.environ["CORPUS"], "w", encoding="utf-8") as file:
        json.dump(
            {
                "texts": list(texts),
                "schemas": list(schemas.values()),
                "validations": [[numbers[key], body] for key, body in validations],
            },
            file,
        )
