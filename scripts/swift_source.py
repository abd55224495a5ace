"""Swift source text without its comments and strings, for the checks of `make lint`.

Understands nested comments, strings of one and of many lines, raw ones, interpolation in each, and regular expressions.
"""

import re

# The possible beginning of anything but plain code, or the end of an interpolation.
MARK = re.compile(r"[\"/#`()]")
STRING = re.compile(r'(#*)("""|")')
POUNDED_REGEX = re.compile(r"(#+)/")
REGEX = re.compile(r"/(?![\s/*=])(?:\\.|[^/\\\n])*(?<!\s)/")
COMMENT_MARK = re.compile(r"/\*|\*/")
# An operator, an opening bracket or one of these words precedes a regular expression, never a value.
BEFORE_REGEX = re.compile(r"(?:^|[(\[{,;:=!&|?<>+*~^-]|\b(?:return|case|in|if|guard|while|throw|await|try|else))\s*$")


class SourceError(Exception):
    """Text that is not Swift, or that this file cannot parse."""


def lex(text):
    """Returns the text with blanks where comments, strings and expressions are, of the same length and lines, and a
    list of the string literals: the offset of each and its content, without interpolations."""
    lexer = _Lexer(text)
    lexer.code(0, closing=None)
    return "".join(lexer.out), lexer.strings


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


class _Lexer:
    def __init__(self, text):
        self.text = text
        self.out = list(text)
        self.strings = []

    def blank(self, start, end):
        self.out[start:end] = re.sub(r"[^\n]", " ", self.text[start:end])

    def fail(self, offset, what):
        raise SourceError(f"line {line_of(self.text, offset)}: {what}")

    def code(self, index, closing):
        """Scans code until the end, or, in an interpolation, past its closing parenthesis."""
        text, start, open_parentheses = self.text, index, 0
        while mark := MARK.search(text, index):
            index = mark.start()
            if text.startswith("//", index):
                end = text.find("\n", index)
                end = len(text) if end < 0 else end
                self.blank(index, end)
                index = end
            elif text.startswith("/*", index):
                index = self.comment(index)
            elif text[index] == "`":
                # A quoted name is not a keyword.
                end = text.find("`", index + 1)
                if end < 0:
                    self.fail(index, "a name is not closed")
                self.out[index : end + 1] = "_" * (end + 1 - index)
                index = end + 1
            elif match := STRING.match(text, index):
                index = self.string(index, match)
            elif match := POUNDED_REGEX.match(text, index):
                index = self.pounded_regex(index, match)
            elif text[index] == "/" and (end := self.regex_end(index)):
                self.blank(index, end)
                index = end
            else:
                if closing and text[index] == "(":
                    open_parentheses += 1
                elif closing and text[index] == ")":
                    if open_parentheses == 0:
                        return index + 1
                    open_parentheses -= 1
                index += 1
        if closing:
            self.fail(start, "an interpolation is not closed")
        return len(text)

    def comment(self, start):
        depth, index = 0, start
        for match in COMMENT_MARK.finditer(self.text, start):
            depth += 1 if match.group() == "/*" else -1
            index = match.end()
            if depth == 0:
                self.blank(start, index)
                return index
        self.fail(start, "a comment is not closed")

    def string(self, start, opening):
        text, pounds, quote = self.text, opening[1], opening[2]
        end_mark, escape = quote + pounds, "\\" + pounds
        content, index = [], opening.end()
        while True:
            if index >= len(text) or (quote == '"' and text[index] == "\n"):
                self.fail(start, "a string is not closed")
            if text.startswith(end_mark, index):
                self.blank(start, index + len(end_mark))
                self.strings.append((start, "".join(content)))
                return index + len(end_mark)
            if text.startswith(escape + "(", index):
                content.append(" ")
                index = self.code(index + len(escape) + 1, closing=")")
            elif text.startswith(escape, index):
                content.append(text[index : index + len(escape) + 1])
                index += len(escape) + 1
            else:
                content.append(text[index])
                index += 1

    def pounded_regex(self, start, opening):
        end = self.text.find("/" + opening[1], opening.end())
        if end < 0:
            self.fail(start, "a regular expression is not closed")
        end += 1 + len(opening[1])
        self.blank(start, end)
        return end

    def regex_end(self, start):
        """The end of a regular expression between slashes, or None if the slash divides or is part of an operator."""
        line_start = self.text.rfind("\n", 0, start) + 1
        before = "".join(self.out[line_start:start])
        match = REGEX.match(self.text, start)
        return match.end() if match and BEFORE_REGEX.search(before) else None
