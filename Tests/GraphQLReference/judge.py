"""Compares the library GraphQL with graphql-core 3.2.8, through the program GraphQLJudge. See scripts/graphql-judge.sh.

    judge.py corpora FOLDER     the inputs of graphql-core's own tests; FOLDER is its unpacked sdist
    judge.py random COUNT SEED [pets]    random documents against the token schema, or one with abstract types
    judge.py requests COUNT SEED [pets]  variables, fields and introspection of random requests
    judge.py scalars COUNT SEED random values of the scalars of tokens, as literals and as variables
    judge.py speed              parsing and validating a typical document, in both engines
    judge.py json COUNT SEED    random JSON texts, against Python's parser
    judge.py schemas FOLDER     full introspection and SDL of the token schema and of the tests' schemas
"""

import functools
import json
import os
import subprocess
import sys
import tempfile
import time

from graphql import build_client_schema, build_schema, introspection_from_schema, parse, validate

import engines
import execution
import json_texts
import random_requests
import scalars
from engines import Tally, ask, own, reference
from generator import Generator
from tokens import token_schema


@functools.cache
def service_schema():
    """The schema of the service, by its own SDL; `schemas` compares that with the introspection."""
    return token_schema(ask([{"print": "tokens"}])[0]["sdl"])


# A schema with interfaces, unions and input objects.
PETS = """
interface Animal { mother: Animal father: Animal }
interface Pet { name(surname: Boolean): String friends(first: Int = 3): [Pet!] }
interface Walker implements Animal & Pet { name(surname: Boolean): String friends(first: Int = 3): [Pet!] mother: Animal father: Animal legs: Int! }
enum Command { SIT HEEL DOWN }
type Dog implements Animal & Pet & Walker {
  name(surname: Boolean): String friends(first: Int = 3): [Pet!] mother: Dog father: Dog legs: Int! volume: Int
  knows(command: Command!): Boolean! likes: [DogOrCat] owner: Human id: ID!
}
type Cat implements Pet { name(surname: Boolean): String friends(first: Int = 3): [Pet!] volume: String! lives: Int owner: [Human] id: String! }
type Human implements Animal { mother: Human father: Human pets(filter: Filter = {legs: 4}): [Pet] name: String weight(unit: ID = 1, scale: Float): Float }
type Stone { name: Int! id: ID! owner: Human }
union DogOrCat = Dog | Cat
union Thing = Stone | Human | Dog
input Filter { legs: Int! = 2 names: [String!] = ["a"] commands: [[Command]] inner: Filter any: Required }
input Required { a: Int! b: String! = "b" }
input One @oneOf { a: Int b: String }
type Query { dog: Dog cat: Cat pet(filter: Filter, required: Required): Pet thing(one: One): Thing either: DogOrCat animals(in: [[Filter!]!]): [Animal]! things: [Thing!]! walker: Walker }
"""

SAMPLES = [
    # Descriptions, deprecations, defaults of every kind, directives and roots of other names.
    '''
    "The \\"root\\"" schema { query: Root mutation: Change }
    """
    Several
      lines, "quotes" and a \\ backslash
    """
    directive @own(a: Int = 1, "described" b: [String!] = ["x", "y"]) repeatable on FIELD | OBJECT
    directive @plain on QUERY
    interface Named { name(length: Int = 5, "upper" upper: Boolean = false): String }
    type Root implements Named { name(length: Int = 5, "upper" upper: Boolean = false): String
      "old" old(in: In = {a: 1, e: B, list: [1, 2]}): Int @deprecated
      older: Float @deprecated(reason: "because \\"so\\"") either: Either
      floats(a: Float = 1.5, b: Float = 5, c: Float = 1e21, d: ID = 12, e: ID = "x", f: ID = "012"): Int
      strings(a: String = "a\\n\\u00e9\\t", b: String = """block""", c: [[Int]] = [[1], [2, null]], d: In = {}): Int
    }
    type Change { go(force: Boolean = null): Boolean }
    union Either = Root | Change
    enum E { "first" A B @deprecated(reason: "") "third" C }
    input In { a: Int! = 7 b: String e: E = A list: [Int!] = [3] old: Int = 2 @deprecated nested: Nested }
    input Nested { x: Float = 2.5 in: In }
    input One @oneOf { a: Int b: String }
    scalar Url @specifiedBy(url: "https://example.com/\\"x\\"")
    type Unused { one(one: One): Url long: Int }
    "A very long description that has more than seventy characters, so it is printed on lines of its own"
    type Long { "ends in a quote\\"" a: Int "  indented" b: Int "back\\\\" c: Int "" d: Int }
    ''',
    "type Query { only: Boolean }",
    "type Query { f(a: String = \"x\"): Int } interface A { a: Int } interface B implements A { a: Int }"
    " type C implements B & A { a: Int }",
]


def record(folder):
    here = os.path.dirname(os.path.abspath(__file__))
    with tempfile.TemporaryDirectory() as scratch:
        corpus = os.path.join(scratch, "corpus.json")
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "corpora", "-p", "no:cacheprovider",
             "--deselect", "tests/test_docs.py",
             "tests/language", "tests/validation", "tests/utilities", "tests/execution"],
            cwd=folder, env={**os.environ, "CORPUS": corpus, "PYTHONPATH": here}, stdout=subprocess.DEVNULL,
        )
        with open(corpus, encoding="utf-8") as file:
            return json.load(file)


def encodable(text):
    try:
        text.encode()
        return True
    except UnicodeEncodeError:
        return False


def corpora(folder):
    corpus = record(folder)
    texts = [text for text in corpus["texts"] if encodable(text) and len(text) < 200_000]
    texts += ["{a(b:%s)}" % text for text in texts if len(text) < 100]
    tally = Tally()
    for text, answer in zip(texts, ask([{"document": text} for text in texts])):
        tally.compare(text, reference(None, text), own(answer))
    agree = tally.report("grammar")

    schemas = {}
    for number, introspection in enumerate(corpus["schemas"]):
        if introspection:
            schema = build_client_schema({"__schema": introspection})
            schemas[number] = (schema, introspection)
    requests, expected = [], []
    for number, (schema, introspection) in schemas.items():
        requests.append({"define": str(number), "schema": introspection})
        expected.append(None)
    pairs = {(number, body) for number, body in map(tuple, corpus["validations"]) if number in schemas}
    harness = max(schemas, key=lambda number: sum(pair[0] == number for pair in pairs))
    pairs |= {(harness, text) for text in corpus["texts"] if encodable(text) and len(text) < 200_000}
    for number, body in sorted(pairs):
        requests.append({"schema": str(number), "document": body})
        expected.append((schemas[number][0], body))
    tally = Tally()
    for request, case, answer in zip(requests, expected, ask(requests)):
        if case is None:
            if answer:
                print("schema", request["define"], answer)
            continue
        tally.compare(case[1], reference(*case), own(answer))
    return tally.report("rules") and agree


def random_documents(schema, name, count, seed):
    generator = Generator(schema, seed)
    tally = Tally()
    define = execution.definitions(schema, name)
    done = 0
    while done < count:
        batch = [generator.document() for _ in range(min(5000, count - done))]
        answers = ask(define + [{"schema": name, "document": text} for text in batch])[len(define) :]
        for text, answer in zip(batch, answers):
            tally.compare(text, reference(schema, text), own(answer))
        done += len(batch)
    return tally.report(f"random documents, schema {name}, seed {seed}")


def compare_schemas(folder):
    schemas = {"tokens": (service_schema(), None)}
    for number, introspection in enumerate(record(folder)["schemas"]):
        if introspection:
            schemas[str(number)] = (build_client_schema({"__schema": introspection}), introspection)
    for number, sdl in enumerate(SAMPLES):
        schema = build_schema(sdl)
        schemas[f"sample {number}"] = (schema, introspection_from_schema(schema, input_value_deprecation=True)["__schema"])
    return execution.compare_schemas(schemas)


def speed():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "typical.graphql"), encoding="utf-8") as file:
        text = file.read()
    schema, runs = service_schema(), []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(100):
            if validate(schema, parse(text)):
                raise SystemExit("the document is invalid")
        runs.append((time.perf_counter() - start) / 100)
    own_lines = subprocess.run([engines.JUDGE, "--bench"], input=text.encode(), stdout=subprocess.PIPE, check=True)
    print(f"reference, parse and validate: {min(runs) * 1e6:.0f} us")
    print(own_lines.stdout.decode().strip())
    mine = int(own_lines.stdout.decode().rsplit("parse and validate: ", 1)[1].split()[0]) / 1e9
    print(f"ratio: {min(runs) / mine:.0f}")
    return True


def main(arguments):
    engines.silence_suggestions()
    if arguments[:1] == ["corpora"]:
        agree = corpora(arguments[1])
    elif arguments[:1] == ["schemas"]:
        agree = compare_schemas(folder=arguments[1])
    elif arguments[:1] == ["speed"]:
        agree = speed()
    elif arguments[:1] == ["json"]:
        agree = json_texts.compare(int(arguments[1]), int(arguments[2]))
    elif arguments[:1] == ["scalars"]:
        execution.quote_as_json()
        agree = scalars.compare(service_schema(), int(arguments[1]), int(arguments[2]))
    elif arguments[:1] in (["random"], ["requests"]):
        name = arguments[3] if len(arguments) > 3 else "tokens"
        schema = service_schema() if name == "tokens" else build_schema(PETS)
        count, seed = int(arguments[1]), int(arguments[2])
        if arguments[0] == "random":
            agree = random_documents(schema, name, count, seed)
        else:
            execution.quote_as_json()
            answer = ask(execution.definitions(schema, name) + [execution.full_introspection(schema, name)])[-1]
            execution.adopt_descriptions(answer["fields"]["fields"][0]["answer"], schema)
            agree = random_requests.compare_requests(Generator(schema, seed), name, count)
    else:
        raise SystemExit(__doc__)
    raise SystemExit(0 if agree else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
