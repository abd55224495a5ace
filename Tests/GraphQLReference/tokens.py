"""The schema of the target TokenGraph in graphql-core: the types of its SDL, and its scalars by their descriptions."""

import re
from datetime import datetime, timedelta

from graphql import GraphQLError, IntValueNode, StringValueNode, build_schema, print_ast
from graphql.pyutils import inspect

MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000
TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))", re.ASCII)


def big_int(value):
    """The decimal text of a whole number, or None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value) else None


def byte_string(value):
    """The text of 20 or 32 bytes in lower case, or None."""
    matches = isinstance(value, str) and re.fullmatch(r"0x([0-9a-fA-F]{40}|[0-9a-fA-F]{64})", value)
    return value.lower() if matches else None


def date_time(value):
    """The microseconds from 1970 to a time of the years 1 to 9999, or None. What is less than a microsecond is cut off."""
    match = TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    *parts, fraction, sign, hours, minutes = match.groups()
    try:
        local = datetime(*map(int, parts)) - datetime(1970, 1, 1)
    except ValueError:
        return None
    offset = (int(hours) * 60 + int(minutes)) * MINUTE * (1 if sign == "+" else -1) if sign else 0
    time = local // MICROSECOND + int((fraction or "0")[:6].ljust(6, "0")) - offset
    first, last = ((limit - datetime(1970, 1, 1)) // MICROSECOND for limit in (datetime.min, datetime.max))
    return time if first <= time <= last else None


# How each scalar reads a value, whether a literal can be a number, and what the message about another value begins with.
SCALARS = {
    "BigInt": (big_int, True, "BigInt is a whole number or a text of decimal digits, not: "),
    "Bytes": (byte_string, False, "Bytes is 0x and 40 or 64 hexadecimal digits, not: "),
    "DateTime": (date_time, False, "DateTime is a time of RFC 3339, such as 2022-08-08T23:06:52Z, not: "),
}


def token_schema(sdl, finish=None):
    """The schema; `finish` has functions by name of a scalar, which turn accepted values into those of the resolvers."""
    schema = build_schema(sdl)
    for name, (read, accepts_integers, message) in SCALARS.items():
        finished = (finish or {}).get(name, lambda value: value)
        schema.type_map[name].parse_value = value_parser(read, finished, message)
        schema.type_map[name].parse_literal = literal_parser(read, finished, message, accepts_integers)
    return schema


def value_parser(read, finish, message):
    def parse_value(value):
        found = read(value)
        if found is None:
            raise GraphQLError(message + inspect(value))
        return finish(found)

    return parse_value


def literal_parser(read, finish, message, accepts_integers):
    def parse_literal(node, variables=None):
        is_scalar = isinstance(node, StringValueNode) or accepts_integers and isinstance(node, IntValueNode)
        found = read(node.value) if is_scalar else None
        if found is None:
            raise GraphQLError(message + print_ast(node), node)
        return finish(found)

    return parse_literal
