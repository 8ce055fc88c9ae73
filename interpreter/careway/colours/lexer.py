"""The rules as a lexer of Pygments, for documents, notebooks and terminals: `pygmentize guideline.care`.

Pygments finds it by its entry point once it is installed (`careway[colours]`); nothing else of Careway needs it.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pygments.lexer import RegexLexer, bygroups
from pygments.token import string_to_tokentype

from careway.colours.rules import Rule, rules
from careway.colours.vocabulary import vocabulary


def _tried(rule: Rule) -> tuple[str, Any]:
    tokens = [string_to_tokentype(kind.token) for kind in rule.kinds]
    return rule.pattern, tokens[0] if len(tokens) == 1 else bygroups(*tokens)  # type: ignore[no-untyped-call]


class CarewayLexer(RegexLexer):
    """Guidelines in the Careway language."""

    name = "Careway"
    aliases: ClassVar = ["careway", "care", "care-part"]
    filenames: ClassVar = ["*.care"]
    mimetypes: ClassVar = ["text/x-careway"]
    flags = re.MULTILINE
    tokens: ClassVar = {"root": [_tried(rule) for rule in rules(vocabulary())]}
