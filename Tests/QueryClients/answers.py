"""What every answer of `/graphql` must be, whatever was asked."""

from exchange import JSON_TYPES, Answer, Malformed

# The codes that a status of 5xx must have.
SERVER_CODES = {503: {"OVERLOADED", "DATABASE_UNAVAILABLE"}, 504: {"TIMEOUT"}}
# Codes about HTTP itself: their status is the same in every format.
HTTP_CODES = {"BAD_REQUEST", "METHOD_NOT_ALLOWED", "NOT_ACCEPTABLE", "UNSUPPORTED_MEDIA_TYPE", "BODY_TOO_LARGE"}


def fault(status, fields, body):
    """What is wrong with an answer in JSON; nothing if it is as it must be."""
    fields = {name.lower(): value[0] if isinstance(value, list) else value for name, value in fields.items()}
    if fields.get("content-type") not in JSON_TYPES:
        return f"status {status} with the type {fields.get('content-type')}"
    if int(fields.get("content-length", -1)) != len(body):
        return f"{len(body)} bytes, and a length of {fields.get('content-length')}"
    try:
        value = Answer(status, fields, body).json()
    except Malformed as error:
        return str(error)
    return shape_fault(value) or status_fault(status, value, fields["content-type"])


def shape_fault(value):
    """What is wrong with the shape of an answer (GraphQL, section 7)."""
    if not isinstance(value, dict) or not {*value} <= {"data", "errors", "extensions"}:
        return f"no answer of GraphQL: {str(value)[:300]}"
    if ("data" in value) == ("errors" in value):
        return f"data and errors, or neither: {str(value)[:300]}"
    if "data" in value:
        return None if isinstance(value["data"], dict) else f"data that is no object: {str(value)[:300]}"
    if not isinstance(value["errors"], list) or not value["errors"]:
        return f"errors that are no list of errors: {str(value)[:300]}"
    return next(filter(None, map(error_fault, value["errors"])), None)


def error_fault(error):
    if not isinstance(error, dict) or not {*error} <= {"message", "locations", "path", "extensions"}:
        return f"no error of GraphQL: {error}"
    if not isinstance(error.get("message"), str) or not error["message"]:
        return f"an error without a message: {error}"
    if not isinstance(error.get("extensions", {}).get("code"), str):
        return f"an error without a code: {error}"
    for place in error.get("locations", []):
        if {*place} != {"line", "column"} or not all(isinstance(number, int) and number > 0 for number in place.values()):
            return f"a wrong location: {error}"
    return None


def status_fault(status, value, type):
    """Whether the status fits the answer in its format."""
    codes = {error["extensions"]["code"] for error in value.get("errors", [])}
    if "data" in value:
        return None if status == 200 else f"data with the status {status}"
    if status >= 500 and not codes <= SERVER_CODES.get(status, set()):
        return f"the status {status} with the codes {codes}"
    if status < 500 and codes & {"OVERLOADED", "DATABASE_UNAVAILABLE", "INTERNAL_ERROR"}:
        return f"the status {status} with the codes {codes}"
    if codes & HTTP_CODES and status < 400:
        return f"the status {status} with the codes {codes}"
    if status == 200 and "graphql-response" in type:
        return f"errors alone with the status 200: {codes}"
    return None if status == 200 or status >= 400 else f"the status {status}"
