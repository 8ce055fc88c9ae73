"""The grammar itself: no conflict in it, no rule without its node, no keyword that the lexer could take two ways."""

from __future__ import annotations

import json

import pytest
from lark.exceptions import GrammarError

from careway.resources import data
from careway.syntax.analysis import analyse
from careway.syntax.build import handler
from careway.syntax.clauses import CLAUSES
from careway.syntax.explain import stopped_at
from careway.syntax.table import table

GRAMMAR = data("grammar", "careway.lark").read_text(encoding="utf-8")


def test_the_grammar_has_no_conflict() -> None:
    # strict: a conflict is an error and not silently resolved
    assert len(analyse(GRAMMAR, strict=True)["rules"]) > 500


def test_the_same_grammar_makes_the_same_table() -> None:
    assert json.dumps(analyse(GRAMMAR)) == json.dumps(analyse(GRAMMAR))


def test_a_conflict_would_be_seen() -> None:
    with pytest.raises(GrammarError, match="conflict"):
        analyse(GRAMMAR.replace("_dose_atom: number | ref |", "_dose_atom: number | ref | ref_of |"), strict=True)


def test_every_rule_makes_a_node() -> None:
    nodes = {node for _, _, _, node, single in analyse(GRAMMAR)["rules"] if node and not single}
    assert len(nodes) > 100
    assert all(callable(handler(node)) for node in nodes)


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
