"""From the grammar file to its parse table, by Lark. Lark is imported here only, and only where no table is kept."""

from __future__ import annotations

from typing import Any

from lark import Lark
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift


class _NoLexer(Lexer):
    """Stands where Lark wants a lexer: Careway reads the words itself."""

    __future_interface__ = 2

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Any:
        return iter(())


def analyse(grammar: str, strict: bool = False) -> dict[str, Any]:
    """The states, rules and terminals of a grammar as plain data; with `strict`, a conflict in it is an error."""
    lark = Lark(grammar, parser="lalr", lexer=_NoLexer, start="statement", maybe_placeholders=False, strict=strict)
    parser: Any = lark.parser.parser
    found = parser._parse_table
    rules = {id(rule): number for number, rule in enumerate(lark.rules)}
    start = found.start_states["statement"]
    numbers = _numbered(found.states, start)
    states = [
        {
            kind: numbers[target] if action is Shift else -1 - rules[id(target)]
            for kind, (action, target) in sorted(found.states[state].items())
        }
        for state in numbers
    ]
    return {
        "states": states,
        "start": numbers[start],
        "end": numbers[found.end_states["statement"]],
        "rules": [_rule(rule) for rule in lark.rules],
        "terminals": [
            (terminal.name, terminal.pattern.type, terminal.pattern.value, terminal.priority)
            for terminal in lark.terminals
        ],
    }


def _numbered(states: Any, start: int) -> dict[int, int]:
    """Numbers of the states in the order in which they are met from the first one: Lark's own differ from run to run,
    and the same grammar is to make the same table."""
    numbers, met = {start: 0}, [start]
    for state in met:
        for _, (action, target) in sorted(states[state].items()):
            if action is Shift and target not in numbers:
                numbers[target] = len(numbers)
                met.append(target)
    return numbers


def _rule(rule: Any) -> tuple[str, int, list[int], str, bool]:
    kept = [index for index, symbol in enumerate(rule.expansion) if not (symbol.is_term and symbol.filter_out)]
    name = str(rule.alias or rule.origin.name)
    node = "" if name.startswith("_") else name.partition("{")[0]
    return str(rule.origin.name), len(rule.expansion), kept, node, bool(rule.options.expand1 and not rule.alias)
