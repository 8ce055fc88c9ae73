"""What went wrong, in the author's terms: from a mistake's code, or from where the parser stopped and at what.

The words and the wrong statements that show where they fit stand in grammar/syntax-errors.toml; it is read when there
is something to explain, and not before.
"""

from __future__ import annotations

import re
from functools import cache

from careway.base.diagnostics import Diagnostic, Edit, Label, Severity
from careway.base.record import record
from careway.base.source import Span
from careway.syntax.build_operands import Mistake
from careway.syntax.clauses import CLAUSE_WORDS, CLAUSES, OWN_CLAUSES
from careway.syntax.lexer import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from careway.syntax.table import Failure

_SWAPPED = {"=>": ">=", "=<": "<=", "==": "=", "!=": None, "<>": None, "&&": "and", "||": "or", "&": "and", "|": "or"}
_CONDITION = re.compile(
    r"(?:all|any|none)\s+of\b|at\s+least\s+\d+\s+of\b|not\s+\w|(?:last|first|highest|lowest|number\s+of)\s+\w"
    r"|\w+\s+(?:[<>]|=|present\b|absent\b|active\b|paused\b|is\b|has\b|recorded\b|not\s+recorded\b)"
)
_BRACKETS = re.compile(r'"[^"\n]*"|#[^\n]*|[()]')
_QUOTES = "“”„‟«»'‘’`"
_UNREADABLE = {
    Unreadable.OPEN_TEXT: "CW106",
    Unreadable.NUMBER: "CW111",
    Unreadable.DIGITS: "CW112",
    Unreadable.LONG_NAME: "CW113",
    Unreadable.BULLET: "CW114",
    Unreadable.DEPTH: "CW115",
}


@record
class Words:
    """The title and help of a code, with places to fill in."""

    code: str
    title: str
    help: str


Key = tuple[int, int, str]
"""The two uppermost states of the parser and the kind of token found, each perhaps left open (-1, empty)."""


@record
class Examples:
    """What the file of examples says, by the place at which a wrong statement stops the parser."""

    by_word: dict[str, Words]
    by_place: dict[Key, Words | None]
    fixed: dict[str, Words]
    synonyms: dict[str, str]


def simple(code: str, span: Span, found: str = "", edit: Edit | None = None, **more: str) -> Diagnostic:
    """The diagnostic of a mistake that is known by its code alone."""
    return _diagnostic(_examples().fixed[code], span, {"found": found, **more}, edit)


def explain_mistake(mistake: Mistake) -> Diagnostic:
    """The diagnostic of a mistake that showed when a node was made."""
    return simple(mistake.code, mistake.span, mistake.found)


def explain_failure(failure: Failure, text: str, base: int) -> Diagnostic:
    """The diagnostic of a token that cannot stand where it stands."""
    piece, previous = failure.piece, failure.previous
    span = Span(base + piece.start, base + piece.start + len(piece.text))
    if piece.kind in _UNREADABLE:
        return simple(_UNREADABLE[piece.kind], span, piece.text)
    if piece.kind == Unreadable.SIGN or (piece.text == ":" and not failure.expected & {"COLON"}):
        return _unknown_sign(piece.text, span)
    if not previous.kind:
        return _unknown_statement(piece.text, span)
    examples = _examples()
    breaks = piece.kind == "$END" or "\n" in text[previous.start + len(previous.text) : piece.start]
    if breaks and "$END" not in failure.expected and piece.kind != "OPEN":
        # what is missing is missing behind the word before, not at the beginning of another line
        span = Span(base + previous.start, base + previous.start + len(previous.text))
    brackets = _open_brackets(text[: piece.start])
    if piece.kind == "RPAR" and not brackets:
        return simple("CW178", span)
    if brackets and breaks and "RPAR" in failure.expected:
        return simple("CW143", Span(base + brackets[-1], base + brackets[-1] + 1))
    values = {"found": _shown(piece.kind, piece.text), "after": _phrase(text, previous.start + len(previous.text))}
    if breaks and "WHEN" in failure.expected and _CONDITION.match(text, piece.start):
        edit = Edit(Span(span.start, span.start), "when ")
        return _diagnostic(examples.fixed["CW190"], span, values | {"found": f"`{piece.text}`"}, edit)
    words = examples.by_word.get(piece.text.lower()) or _at(examples, _keys(failure, False))
    if words is not None and (piece.kind != "NAME" or words.code != "CW152"):
        return _diagnostic(words, span, values)
    meant = _misspelled(piece.text, failure.expected) if piece.text.isidentifier() and not breaks else None
    if meant is None and piece.text.isidentifier() and breaks and "$END" in failure.expected:
        meant = _misspelled(piece.text, failure.expected)
        meant = meant or examples.synonyms.get(piece.text.lower())
    if meant is not None:
        told = Words("CW100", "{found} cannot stand here", f"Did you mean `{meant}`?")
        return _diagnostic(told, span, values | {"found": f"`{piece.text}`"}, Edit(span, meant))
    words = words or _at(examples, _keys(failure, True))
    if words is not None:
        return _diagnostic(words, span, values)
    foreign = _foreign_clause(piece.text, text) if "$END" in failure.expected and breaks else None
    if foreign is not None:
        return _diagnostic(examples.fixed["CW136"], span, {"found": piece.text, **foreign})
    values["found"] = f"`{piece.text}`" if piece.text and piece.kind != "BULLET" else values["found"]
    values["expected"] = _expected(failure.expected, values["after"])
    if breaks and "$END" not in failure.expected:
        told = Words("CW100", "something is missing after `{after}`", "{expected}")
        return _diagnostic(told, span, values)
    return _diagnostic(examples.fixed["CW100"], span, values)


def _keys(failure: Failure, any_token: bool) -> tuple[Key, Key]:
    """The place of a failure, exactly and by its uppermost state alone."""
    below, state = failure.place
    kind = "" if any_token else failure.piece.kind
    return (below, state, kind), (-1, state, kind)


def _at(examples: Examples, keys: tuple[Key, Key]) -> Words | None:
    return examples.by_place.get(keys[0]) or examples.by_place.get(keys[1])


def _diagnostic(words: Words, span: Span, values: dict[str, str], edit: Edit | None = None) -> Diagnostic:
    title, help_ = words.title, words.help
    for key, value in values.items():
        title, help_ = title.replace(f"{{{key}}}", value), help_.replace(f"{{{key}}}", value)
    return Diagnostic(words.code, Severity.ERROR, title, Label(span), (), help_, edit)


def _shown(kind: str, text: str) -> str:
    return {"$END": "the end", "OPEN": "a list", "BULLET": "-", "CLOSE": "the end of the list"}.get(kind, text)


def _phrase(text: str, end: int) -> str:
    """The last words before an offset, on one line, at most three: what the reader sees before the mistake."""
    line = text[text.rfind("\n", 0, end) + 1 : end]
    words = line.split()
    kept = words[-1:]
    for word in reversed(words[-3:-1]):
        if not (word.isalpha() and kept[0][0].isalnum()) or sum(map(len, kept)) > 30:
            break
        kept.insert(0, word)
    return " ".join(kept).lstrip("([")


def _open_brackets(text: str) -> list[int]:
    """The offsets of the round brackets that are open at the end of a text."""
    found: list[int] = []
    for match in _BRACKETS.finditer(text):
        if match.group() == "(":
            found.append(match.start())
        elif match.group() == ")" and found:
            found.pop()
    return found


def _unknown_sign(sign: str, span: Span) -> Diagnostic:
    meant = _SWAPPED.get(sign, "")
    if sign in ("=>", "=<", "=="):
        return simple("CW108", span, sign, Edit(span, str(meant)), meant=str(meant))
    if sign == ":":
        return simple("CW109", span, sign, Edit(span, ""))
    if sign in _QUOTES:
        return simple("CW110", span, sign, Edit(span, '"'))
    told = simple("CW107", span, sign)
    if meant:
        return Diagnostic(told.code, told.severity, told.title, told.label, (), f"Write `{meant}`.", Edit(span, meant))
    if meant is None:
        return Diagnostic(told.code, told.severity, told.title, told.label, (), "Write `not` before the comparison.")
    return told


def _unknown_statement(word: str, span: Span) -> Diagnostic:
    by_word = _examples().by_word.get(word.lower())
    if by_word is not None:
        return _diagnostic(by_word, span, {"found": word})
    synonyms = _examples().synonyms
    meant = _nearest(word, [*sorted({*CLAUSES, *CLAUSE_WORDS}), *synonyms])
    meant = synonyms.get(meant or "", meant)
    told = simple("CW105", span, word, statements=", ".join(f"`{each}`" for each in sorted(CLAUSES)))
    if meant is None:
        return told
    edit = Edit(span, meant) if meant.isalpha() else None
    help_ = f"Did you mean `{meant}`?"
    if meant in CLAUSE_WORDS:
        help_ += " It is a clause: indent it under its statement."
        edit = None
    return Diagnostic(told.code, told.severity, told.title, told.label, (), help_, edit)


def _foreign_clause(word: str, text: str) -> dict[str, str] | None:
    """What to say of a clause that another statement could have."""
    own = text.split(None, 1)[0]
    if word not in CLAUSE_WORDS | {"monitor", "task"} or word in OWN_CLAUSES.get(own, ()):
        return None
    owners = [kind for kind, words in OWN_CLAUSES.items() if word in words]
    mine = sorted(OWN_CLAUSES.get(own, ()))
    can = f"`{own}` may have: {', '.join(mine)}. " if mine else f"`{own}` has no clauses. "
    return {"statement": own, "clauses": f"{can}`{word}` belongs to: {', '.join(owners)}."}


def _misspelled(word: str, expected: frozenset[str]) -> str | None:
    return _nearest(word, [each for kind in sorted(expected) for each in _words_of(kind)])


def _nearest(word: str, candidates: list[str]) -> str | None:
    from difflib import get_close_matches

    lowered = word.lower()
    usable = [each for each in candidates if each.isalpha()]
    exact = next((each for each in usable if each.lower() == lowered), None)
    found = get_close_matches(lowered, usable, 1, 0.75)
    return exact or (found[0] if found and found[0] != word else None)


def _words_of(kind: str) -> tuple[str, ...]:
    from careway.syntax.table import table

    return table().lexer.words_of(kind)


_KINDS = {
    "NAME": "a name",
    "TEXT": "a text in double quotes",
    "NUMBER": "a number",
    "UNIT": "a unit",
    "TIME_UNIT": "a unit of time (days, weeks)",
    "CODE": "a code",
    "DATE": "a date like 2025-10-25",
    "VERSION": "a version like 1.0.0",
    "OPEN": "a list with `- `",
    "BULLET": "the next line of the list",
    "FIRST_TIME": "`first time`",
    "ON_OR_BEFORE": "`on or before`",
    "ON_OR_AFTER": "`on or after`",
}


def _expected(kinds: frozenset[str], after: str) -> str:
    shown = [_KINDS[kind] for kind in _KINDS if kind in kinds]
    words = sorted(word for kind in kinds if kind not in _KINDS for word in _words_of(kind))
    if {"NAME", "PICK", "LIMIT"} <= kinds:
        # wherever a value may begin, the thirty words that begin one are no help
        shown = ["a value (a name, a number, `last ALT`, `ULN`)"]
        words = [word for word in words if word in ("(", "all", "any", "not")]
    shown += [f"`{word}`" for word in words]
    if not shown:
        return f"Nothing more can follow `{after}`."
    end = ", or nothing more" if "$END" in kinds else ""
    return f"After `{after}` there may be: {', '.join(shown)}{end}."


@cache
def _examples() -> Examples:
    import tomllib

    from careway.resources import data

    read = tomllib.loads(data("grammar", "syntax-errors.toml").read_text(encoding="utf-8"))
    fixed = {code: Words(code, entry["title"], entry["help"]) for code, entry in read["fixed"].items()}
    found = Examples({}, {}, fixed, read["synonyms"])
    for entry in read["mistake"]:
        words = Words(entry["code"], entry["title"], entry["help"])
        fixed.setdefault(words.code, words)
        found.by_word.update(dict.fromkeys(entry.get("words", ()), words))
        for wrong in () if "words" in entry else entry["wrong"]:
            failure = stopped_at(wrong)
            if failure is None:
                continue
            exact, loose = _keys(failure, entry.get("any", False))
            found.by_place.setdefault(exact, words)
            if entry.get("exact", False):
                continue
            # a place that two mistakes share tells nothing of either
            known = found.by_place.setdefault(loose, words)
            if known is not None and known.code != words.code:
                found.by_place[loose] = None
    return found


def stopped_at(wrong: str) -> Failure | None:
    """Where the parser stops in a wrong statement; `None` where nothing is wrong with it."""
    from careway.syntax.table import Failure, table

    try:
        table().parse(wrong)
    except Failure as failure:
        return failure
    return None
