"""What a stretch of a guideline's text is to the eye, and what editors and Pygments call it.

Every word of the language is a `keyword` to an editor and a `Keyword` or an `Operator.Word` to Pygments, and nothing
else is, so that a theme can be trusted: what shows as a keyword is one.
"""

from __future__ import annotations

from enum import Enum

LANGUAGE = "careway"


class Kind(Enum):
    """Each with its TextMate scope (without the language's name behind it) and its Pygments token."""

    COMMENT = ("comment.line.number-sign", "Comment.Single")
    TEXT = ("string.quoted.double", "Literal.String.Double")
    STATEMENT = ("keyword.control.statement", "Keyword.Declaration")
    """The word that begins a statement, at the left margin."""
    WORD = ("keyword.other.clause", "Keyword")
    """Any other word of the language."""
    JOINT = ("keyword.operator.wordlike", "Operator.Word")
    """`and`, `or`, `not` and `x`."""
    LIMIT = ("keyword.other.limit", "Keyword.Constant")
    """`ULN` and `LLN`."""
    DECLARED = ("entity.name.function", "Name.Function")
    """A name where it is declared."""
    NAME = ("variable.other", "Name")
    NUMBER = ("constant.numeric", "Literal.Number")
    UNIT = ("constant.numeric.unit", "Literal.Number.Unit")
    DURATION = ("constant.numeric.duration", "Literal.Number.Duration")
    """A length of time, number and unit."""
    DATE = ("constant.numeric.date", "Literal.Date")
    VERSION = ("constant.numeric.version", "Literal.Number.Version")
    CODE = ("constant.other.code", "Literal.String.Symbol")
    CITATION = ("constant.language.citation", "Name.Label")
    """The key of a source where it is declared, and `[1]` where it is cited."""
    SIGN = ("keyword.operator.sign", "Operator")
    BULLET = ("punctuation.definition.list.begin", "Punctuation.Bullet")
    PUNCTUATION = ("punctuation.separator", "Punctuation")
    SPACE = ("", "Text.Whitespace")
    ODD = ("invalid.illegal", "Error")
    """What can stand nowhere, such as a text without its second quote."""

    @property
    def scope(self) -> str:
        """The scope in a TextMate grammar; none for space."""
        scope: str = self.value[0]
        return f"{scope}.{LANGUAGE}" if scope else ""

    @property
    def token(self) -> str:
        """The name of the Pygments token."""
        token: str = self.value[1]
        return token


KEYWORDS = frozenset((Kind.STATEMENT, Kind.WORD, Kind.JOINT, Kind.LIMIT))
"""The kinds of the words of the language."""
