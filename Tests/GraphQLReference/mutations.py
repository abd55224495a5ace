"""Random changes of a document, by tokens and by characters."""

import re

TOKEN = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|\.\.\.|[A-Za-z_]\w*|-?\d[\d.eE+-]*|[^\s]')
SCRAPS = [
    "{", "}", "(", ")", "[", "]", ":", "=", "!", "$", "@", "...", "|", "&", "on", "query", "fragment", "mutation",
    "subscription", "true", "false", "null", "1", "-0", "01", "1.5", "1e3", "0x1", '"a"', '"\\u00e9"', '"\\u{1F600}"',
    '"\\ud83d\\ude00"', '"\\x"', '"""b\n  c"""', '"', "'", "#c\n", "é", "\ufeff", "\t", "\r\n", "%", "type", "A",
    "__typename", "$v", "@skip(if: true)", "@include(if: $v)", "@deprecated", "__schema{types{name}}", "0", "-",
    "extend", "schema", "token", "first", "id", "...F0", "...F1", "...on Token", "...on Query",
]


def mutate_tokens(random, text):
    tokens = TOKEN.findall(text)
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        if not tokens:
            break
        place = random.randrange(len(tokens))
        kind = random.randrange(5)
        if kind == 0:
            del tokens[place]
        elif kind == 1:
            tokens.insert(place, random.choice(SCRAPS))
        elif kind == 2:
            tokens[place] = random.choice(SCRAPS)
        elif kind == 3:
            other = random.randrange(len(tokens))
            tokens[place], tokens[other] = tokens[other], tokens[place]
        else:
            tokens.insert(place, random.choice(tokens))
    return random.choice([" ", "\n"]).join(tokens)


def mutate_characters(random, text):
    for _ in range(random.choice([1, 1, 2, 4])):
        if not text:
            break
        place = random.randrange(len(text))
        kind = random.randrange(3)
        scrap = random.choice([*'{}()[]:=!$@|&."\\\'#-+eE0129_aZ \n\r\t,', "é", "\u2028", "😀", "\x00", "\ufeff", "\x7f"])
        if kind == 0:
            text = text[:place] + text[place + 1 :]
        elif kind == 1:
            text = text[:place] + scrap + text[place:]
        else:
            text = text[:place] + scrap + text[place + 1 :]
    return text
