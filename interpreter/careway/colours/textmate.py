"""The rules as a TextMate grammar, which editors and code hosts read: `grammar/careway.tmLanguage.json`."""

from __future__ import annotations

import json

from careway.colours.kinds import LANGUAGE, Kind
from careway.colours.rules import Rule, rules
from careway.colours.vocabulary import vocabulary

Pattern = dict[str, str | dict[str, dict[str, str]]]


def grammar() -> str:
    """The text of the grammar."""
    written = {
        "comment": "Made from grammar/careway.lark by careway.colours.textmate; a test holds it to that.",
        "name": "Careway",
        "scopeName": f"source.{LANGUAGE}",
        "fileTypes": ["care"],
        "patterns": [_pattern(rule) for rule in rules(vocabulary()) if rule.kinds != (Kind.SPACE,)],
    }
    return json.dumps(written, indent=2, ensure_ascii=False) + "\n"


def _pattern(rule: Rule) -> Pattern:
    if len(rule.kinds) == 1:
        return {"match": rule.pattern, "name": rule.kinds[0].scope}
    groups = {str(number): {"name": kind.scope} for number, kind in enumerate(rule.kinds, 1) if kind.scope}
    return {"match": rule.pattern, "captures": groups}
