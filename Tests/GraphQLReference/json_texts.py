"""Compares the JSON parser with Python's on random texts."""

import json
import random

from engines import ask

SCRAPS = [*'{}[]:,"\\/ \n\t0123456789.-+eEtrufalsn', "\u00e9", "\U0001f600", "\x00", "\x1f", "\x7f", "\ufeff", "\u2028",
          "\\u0041", "\\ud83d\\ude00", "\\ud83d", "\\u{41}", "null", "true", "NaN", "1e5", "-0", "01", '""', "''", "//"]


def value(generator, depth=0):
    kind = generator.randrange(8 if depth < 4 else 6)
    if kind == 0:
        return generator.choice([None, True, False])
    if kind in (1, 2):
        return generator.choice([0, -1, 12345678901234567890123, 1.5, -2.5e10, 1e-7])
    if kind in (3, 4, 5):
        return "".join(generator.choice(["a", "\\", '"', "\n", "\u00e9", "\U0001f600", "\x01", "/"]) for _ in range(generator.randrange(5)))
    if kind == 6:
        return [value(generator, depth + 1) for _ in range(generator.randrange(4))]
    return {str(value(generator, 9)): value(generator, depth + 1) for _ in range(generator.randrange(4))}


def text(generator):
    text = json.dumps(
        value(generator), ensure_ascii=generator.random() < 0.5, indent=generator.choice([None, None, 1]))
    if generator.random() < 0.4:
        return text
    for _ in range(generator.choice([1, 1, 2, 4])):
        place = generator.randrange(len(text) + 1)
        text = text[:place] + generator.choice(["", *SCRAPS]) + text[place + generator.randrange(2) :]
    return text


def unique(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)


def refuse(constant):
    raise ValueError(constant)


def strict(text):
    if text[:1] == "\ufeff":
        raise ValueError("byte order mark")
    result = json.loads(text, object_pairs_hook=unique, parse_constant=refuse, parse_float=lambda number: "number " + number)
    json.dumps(result, default=str, ensure_ascii=False).encode()
    return result


def compare(count, seed):
    generator = random.Random(seed)
    texts = [text(generator) for _ in range(count)]
    valid = differences = 0
    for text_, answer in zip(texts, ask([{"json": text_} for text_ in texts])):
        try:
            expected = strict(text_)
            valid += 1
        except (ValueError, UnicodeEncodeError):
            expected = "refused"
        actual = strict(answer["value"]) if "value" in answer else "refused"
        if json.dumps(expected, default=str) != json.dumps(actual, default=str):
            differences += 1
            if differences < 10:
                print("--- JSON", repr(text_), "\n  reference:", expected, "\n  own:      ", actual)
    print(f"JSON: {count} texts ({valid} valid), {differences} differences")
    return differences == 0
