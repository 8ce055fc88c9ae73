"""The colouring as a list of rules, from which the TextMate grammar and the Pygments lexer are both made.

A rule is a pattern on one line, tried at one place of the text; the first that matches there is taken, and there is
always one. So the two colour alike, and neither keeps anything in mind from line to line: a half-written statement
does not change the colours below it.

The language knows a keyword only where its parser can take one, and a rule sees but the line. What stands before a word
on its line tells nearly always: behind `last`, `lab` is a name, and behind `values`, so is `normal`. These pairs are
taken from the parse table. What is left is a name that is spelled as a keyword which might stand there, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careway.base.record import record
from careway.colours.kinds import Kind
from careway.colours.vocabulary import BLANK, ENDS, NAME, NEITHER_BLANK, Vocabulary


@record
class Part:
    """A stretch of one kind. Its pattern has no groups that capture."""

    kind: Kind
    pattern: str


@record
class Perhaps:
    """Parts that may be left out, together."""

    parts: tuple[Part, ...]


@record
class Rule:
    """Parts one after the other."""

    parts: tuple[Part | Perhaps, ...]
    begins_line: bool = False

    @property
    def pattern(self) -> str:
        """The regular expression, with a group for each part where there are several."""
        begin = "^" if self.begins_line else ""
        if len(self.kinds) == 1:
            return begin + "".join(part.pattern for part in self._flat())
        return begin + "".join(
            f"({part.pattern})"
            if isinstance(part, Part)
            else "(?:" + "".join(f"({inner.pattern})" for inner in part.parts) + ")?"
            for part in self.parts
        )

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kind of each group."""
        return tuple(part.kind for part in self._flat())

    def _flat(self) -> Iterator[Part]:
        for part in self.parts:
            if isinstance(part, Part):
                yield part
            else:
                yield from part.parts


_TEXT = Part(Kind.TEXT, r'"[^"\n]*"')
_GAP = Part(Kind.SPACE, f"{BLANK}+")
_NAMED = Part(Kind.NAME, NAME)
_SIGNS = ("COMPARISON", "EQUALS", "TIMES", "SLASH", "PLUS", "MINUS")


def rules(language: Vocabulary) -> tuple[Rule, ...]:
    """The rules in their order."""
    pattern = language.patterns
    key = f"(?:{pattern['NUMBER']}|{NAME})"
    number = Part(Kind.NUMBER, pattern["NUMBER"])
    unit = Part(Kind.UNIT, f"(?!{_any(language.keywords)}){pattern['UNIT']}")
    span = Part(Kind.DURATION, f"{pattern['NUMBER']}{BLANK}*{pattern['TIME_UNIT']}")
    return (
        Rule((Part(Kind.COMMENT, r"#[^\n]*"),)),
        Rule((_TEXT,)),
        Rule((Part(Kind.ODD, r'"[^"\n]*'),)),
        # `source 1 guideline`, where `guideline` is a kind of source
        _line(language, "SOURCE", _GAP, Part(Kind.CITATION, key + ENDS), _GAP, _NAMED),
        # `lab ALT "alanine aminotransferase" in U/L`
        _line(
            language,
            "KIND",
            _GAP,
            Part(Kind.DECLARED, NAME),
            Perhaps((_GAP, _TEXT)),
            Perhaps((_GAP, _word(language, "in"), _GAP, unit)),
        ),
        *_declarations(language),
        _line(language, "MONITOR", _GAP, _NAMED),
        Rule((Part(Kind.STATEMENT, _any(language.of(*language.statements))),), begins_line=True),
        # `code loinc 1742-6`, `version 1.0.0`, `as liver_monitor`
        Rule((_word(language, "code"), _GAP, _NAMED, _GAP, Part(Kind.CODE, pattern["CODE"]))),
        Rule((_word(language, "version"), _GAP, Part(Kind.VERSION, pattern["VERSION"]))),
        Rule((_word(language, "as"), _GAP, Part(Kind.DECLARED, NAME))),
        Rule((Part(Kind.DATE, pattern["DATE"]),)),
        Rule((span,)),
        Rule((number, Part(Kind.SPACE, f"{BLANK}?"), unit)),
        Rule((number,)),
        Rule((Part(Kind.CITATION, rf"\[{BLANK}*{key}(?:{BLANK}*,{BLANK}*{key})*{BLANK}*\]"),)),
        *_names_behind(language),
        *(Rule((Part(kind, _any(words)),)) for kind, words in _by_kind(language, language.keywords)),
        Rule((_NAMED,)),
        *(Rule((Part(Kind.SIGN, pattern[sign]),)) for sign in _SIGNS),
        *(Rule((Part(Kind.PUNCTUATION, pattern[sign]),)) for sign in ("LPAR", "RPAR", "LSQB", "RSQB", "COMMA")),
        Rule((Part(Kind.SPACE, rf"\n|{BLANK}+"),)),
        Rule((Part(Kind.ODD, NEITHER_BLANK),)),
    )


def _declarations(language: Vocabulary) -> Iterator[Rule]:
    """`step initial`, `define restart`: the words of a statement with the name that it declares."""
    instead: dict[str, set[str]] = {}
    for terminal, others in sorted(language.declares.items()):
        if terminal not in ("SOURCE", "KIND"):
            instead.setdefault(_none_of(language, others), set()).update(language.words[terminal])
    for none, words in instead.items():
        yield Rule((Part(Kind.STATEMENT, _any(words)), _GAP, Part(Kind.DECLARED, none + NAME)), begins_line=True)


def _names_behind(language: Vocabulary) -> Iterator[Rule]:
    """`last lab`, `values normal`: a name behind what a name may follow, unless the word is a keyword there."""
    behind: dict[str, frozenset[str]] = {}
    for word in language.keywords:
        behind[word] = frozenset[str]().union(
            *(language.behind.get(terminal, frozenset()) for terminal, words in language.words.items() if word in words)
        )
    # what may follow `allow 3 days before` begins a line of its own
    for word in language.of("BEFORE", "AFTER"):
        behind[word] -= {"GAP"}
    for terminal, phrase in sorted(language.phrases.items()):
        none = _none_of(language, language.behind[terminal])
        yield Rule((Part(Kind.WORD, phrase), _GAP, Part(Kind.NAME, none + NAME)))
        yield Rule((Part(Kind.WORD, phrase),))
    alike: dict[str, set[str]] = {}
    for word, followers in behind.items():
        if "NAME" in followers:
            alike.setdefault(_none_of(language, followers), set()).add(word)
    for none, words in sorted(alike.items(), key=lambda each: sorted(each[1])):
        for kind, some in _by_kind(language, words):
            yield Rule((Part(kind, _any(some)), _GAP, Part(Kind.NAME, none + NAME)))
    space = Part(Kind.SPACE, f"{BLANK}*")
    bullet = Part(Kind.BULLET, f"-(?={BLANK})")
    none = _none_of(language, language.behind["BULLET"] | language.behind["OPEN"])
    yield Rule((space, bullet, _GAP, Part(Kind.NAME, none + NAME)), begins_line=True)
    yield Rule((space, bullet), begins_line=True)
    for kind, signs in ((Kind.SIGN, _SIGNS), (Kind.PUNCTUATION, ("COMMA", "LPAR"))):
        for sign in signs:
            none = _none_of(language, language.behind[sign])
            yield Rule((Part(kind, language.patterns[sign]), space, Part(Kind.NAME, none + NAME)))


def _none_of(language: Vocabulary, terminals: frozenset[str]) -> str:
    """What stands here is none of the words and phrases of these terminals."""
    phrases = [language.phrases[terminal] for terminal in sorted(terminals) if terminal in language.phrases]
    words = language.of(*terminals)
    refused = [*phrases, *([_any(words)] if words else [])]
    return f"(?!{'|'.join(refused)})" if refused else ""


def _by_kind(language: Vocabulary, words: Iterable[str]) -> Iterator[tuple[Kind, frozenset[str]]]:
    joints, limits = language.of("AND", "OR", "NOT", "TIMES"), language.of("LIMIT")
    for kind, some in (
        (Kind.JOINT, joints.intersection(words)),
        (Kind.LIMIT, limits.intersection(words)),
        (Kind.WORD, frozenset(words) - joints - limits),
    ):
        if some:
            yield kind, some


def _line(language: Vocabulary, terminal: str, *parts: Part | Perhaps) -> Rule:
    return Rule((Part(Kind.STATEMENT, _any(language.words[terminal])), *parts), begins_line=True)


def _word(language: Vocabulary, word: str) -> Part:
    if word not in language.keywords:
        raise KeyError(word)  # the grammar was changed, and this rule was not
    return Part(Kind.WORD, word + ENDS)


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words))}){ENDS}"
