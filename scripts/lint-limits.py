#!/usr/bin/env python3
"""Checks the limits of CONTRIBUTING.md: lines of a file, of a function and of a program's main.

usage: scripts/lint-limits.py [--self-test]
A function, initializer, subscript or computed property has the lines from its keyword to its closing brace.
"""

import pathlib
import re
import sys

from swift_source import SourceError, lex, line_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ["Sources", "Tests", "Bench"]
FILE_LINES = 250
FUNCTION_LINES = 40
# The limit of all files of a program together.
PROGRAMS = "Sources/Programs"
PROGRAM_LINES = 60

OPERATOR = r"[-/=+!*%<>&|^~?]+"
DECLARATION = re.compile(
    rf"(?<![.\w])(?:func\s+(?P<func>\w+|{OPERATOR}(?=\s*[<(]))|(?P<init>init)[?!]?(?=\s*[<(])|(?P<subscript>subscript)(?=\s*[<(])"
    r"|(?P<deinit>deinit)\b|var\s+(?P<var>\w+)\s*:)")
CLOSING = {"(": ")", "[": "]", "{": "}"}
# The tokens that continue a declaration on a new line, and those that cannot end one.
GOES_ON = re.compile(r"\{|->|[,&(:]|(?:async|throws|rethrows|where)\b")
UNFINISHED = re.compile(r"(?:->|[,:&=]|\bwhere|\bany|\bsome)\s*$")


def functions(text):
    """Yields name, first line and number of lines of each function of Swift source text."""
    code, _ = lex(text)
    closed_at = pairs(code)
    for match in DECLARATION.finditer(code):
        body = body_start(code, closed_at, match)
        if body is not None:
            first = line_of(code, match.start())
            name = next(group for group in match.groups() if group)
            yield name, first, line_of(code, closed_at[body]) - first + 1


def pairs(code):
    """Returns the closing position of each bracket."""
    opened, closed_at = [], {}
    for match in re.finditer(r"[][(){}]", code):
        index, character = match.start(), match.group()
        if character in CLOSING:
            opened.append(index)
        else:
            if not opened or CLOSING[code[opened[-1]]] != character:
                raise SourceError(f"line {line_of(code, index)}: {character} closes nothing")
            closed_at[opened.pop()] = index
    if opened:
        raise SourceError(f"line {line_of(code, opened[-1])}: {code[opened[-1]]} is not closed")
    return closed_at


def body_start(code, closed_at, match):
    """Returns the start of the body, or None for a requirement of a protocol or a stored property."""
    index = match.end()
    while index < len(code):
        character = code[index]
        if character == "{":
            return index
        if character in "([":
            index = closed_at[index]
        elif character in "});" or (character == "=" and match["var"] and code[index + 1] != "="):
            return None
        elif character == "\n" and index > match.end():
            following = re.compile(r"\s*").match(code, index).end()
            if not UNFINISHED.search(code, match.end(), index) and not GOES_ON.match(code, following):
                return None
        index += 1
    return None


def violations(root):
    """Yields a line of text for each exceeded limit."""
    programs = {}
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.swift")):
        if path.is_symlink():
            continue
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > FILE_LINES:
            yield f"{name}: the file has {lines} lines, the limit is {FILE_LINES}"
        if name.startswith(PROGRAMS + "/"):
            program = "/".join(name.split("/")[:3])
            programs[program] = programs.get(program, 0) + lines
        try:
            for function, first, length in functions(text):
                if length > FUNCTION_LINES:
                    yield f"{name}:{first}: {function} has {length} lines, the limit is {FUNCTION_LINES}"
        except SourceError as error:
            yield f"{name}: cannot be read: {error}"
    for program, lines in programs.items():
        if lines > PROGRAM_LINES:
            yield f"{program}: the program has {lines} lines, the limit is {PROGRAM_LINES}"


SAMPLE = '''
protocol Shape {
    func area() -> Int  // {
    var name: String { get }
    init(_ name: String)
    subscript(index: Int) -> Int { get }
}
struct Square<Side>: Shape {
    /* { /* nested } */ func not() { */
    let text = "{ \\(values.map { "}" + "\\($0)" }.joined()) func no() {"
    var stored: [Int] = [1, 2].map { $0 }
    var observed = 1
    func area(
        of sides: [Int] = [1].map { $0 },
        `init`: Int
    ) async throws(Failure)
        -> (Int, Int)
    where Side: Sendable {
        let raw = #"a " { \\(no) \\#(yes { "{" }) "#
        let long = """
            { " \\(x.map { """
                }
                """ }) func b() {
            """
        let found = try? /[{]"\\/x/.firstMatch(in: raw), other = #/{"/#
        return (1 / 2, 3 / 4)
    }
    init?(_ name: String) { self.init(name) }
    subscript<T>(index: T) -> Int {
        get {
            0
        }
    }
    static func == (left: Self, right: Self) -> Bool { true }
    static func < <T>(left: Self, right: T) -> Bool
    {
        .init(1)
    }
    var
        name: String
    {
        "Square"
    }
    deinit {
    }
}
'''
EXPECTED = [
    ("area", 13, 15), ("init", 28, 1), ("subscript", 29, 5), ("==", 34, 1), ("<", 35, 4), ("name", 39, 5),
    ("deinit", 44, 2),
]
# One line each, so never above the limit.
REQUIREMENTS = [("name", 4, 1), ("subscript", 6, 1)]


def self_test():
    found = list(functions(SAMPLE))
    assert sorted(found) == sorted(EXPECTED + REQUIREMENTS), found
    for text in ("{", "}", '"', '"""\n"', "/*", '"\\("', "(]"):
        try:
            raise AssertionError(f"{text} was read: {list(functions(text))}")
        except SourceError:
            pass


if __name__ == "__main__":
    self_test()
    if sys.argv[1:] == ["--self-test"]:
        sys.exit()
    found = list(violations(ROOT))
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    sys.exit(1 if found else 0)
