"""The grammar itself: no conflict in it, no rule without its node, no keyword that the lexer could take two ways."""

from __future__ import annotations

import pytest
from lark import Lark
from lark.exceptions import GrammarError

from careway.resources import data
from careway.syntax.build import _MODULES, _SAME
from careway.syntax.clauses import CLAUSES
from careway.syntax.explain import stopped_at
from careway.syntax.table import _NoLexer, table

GRAMMAR = data("grammar", "careway.lark").read_text(encoding="utf-8")


def _build(grammar: str) -> Lark:
    # strict: a conflict is an error and not silently resolved
    return Lark(grammar, parser="lalr", lexer=_NoLexer, start="statement", propagate_positions=True, strict=True)


def test_the_grammar_has_no_conflict() -> None:
    assert len(_build(GRAMMAR).rules) > 500


def test_a_conflict_would_be_seen() -> None:
    with pytest.raises(GrammarError, match="conflict"):
        _build(GRAMMAR.replace("_dose_atom: number | ref |", "_dose_atom: number | ref | ref_of |"))


def test_every_rule_makes_a_node() -> None:
    names = {
        str(rule.alias or rule.origin.name).partition("{")[0]
        for rule in _build(GRAMMAR).rules
        if not rule.options.expand1 or rule.alias
    }
    rules = {name for name in names if not name.startswith("_")}
    assert len(rules) > 100
    missing = {rule for rule in rules if rule not in _SAME and not any(hasattr(module, rule) for module in _MODULES)}
    assert missing == set()


def test_every_statement_word_begins_one_and_every_clause_word_a_clause() -> None:
    for kind, clauses in CLAUSES.items():
        stopped = stopped_at(kind)
        assert stopped is None or stopped.previous.text == kind, kind
        head = {"task": "task check a before b", "after": "after stop", "source": 'source 1 guideline "a"'}.get(kind)
        head = head or {"background": 'background "a"'}.get(kind, f"{kind} a")
        for clause in clauses:
            before = "\n  monitor a" if kind == "step" else ""
            before += "\n  weekly" if clause == "then" else ""
            text = f"{head}{before}\n  {clause}"
            failure = stopped_at(text)
            # the clause is taken: whatever is wrong is behind it
            assert failure is None or failure.piece.text != clause, (kind, clause)


def test_the_keywords_are_words_of_the_grammar() -> None:
    keywords = table().lexer.keywords
    assert {"when", "advise", "x", "days", "its", "ULN"} <= keywords
    assert "ALT" not in keywords
