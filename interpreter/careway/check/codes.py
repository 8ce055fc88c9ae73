"""Every code of the checker: stable for good, its severity, and what it is about in a few words.

Each has a page in grammar/explain and a rendered example in tests/data/diagnostics.
"""

from __future__ import annotations

from careway.base.diagnostics import Severity

_ERRORS = {
    # names
    "CW200": "a name that is not declared",
    "CW201": "a name declared twice",
    "CW202": "a name that has a meaning of its own",
    # what is said of what
    "CW203": "units that cannot be compared",
    "CW204": "a number without a unit",
    "CW205": "something that cannot be said of this kind of thing",
    "CW206": "mass against amount of substance, without a molar mass",
    "CW207": "a unit that is not known",
    "CW208": "a time is needed here",
    "CW209": "a number is needed here",
    "CW210": "a duration where a number is needed, or the reverse",
    "CW211": "`its` or `ULN` with nothing to refer to",
    "CW212": "a definition asked of the wrong thing, or of nothing",
    "CW213": "definitions that go round in a circle",
    "CW214": "`and` beside `or` without brackets",
    "CW215": "a comparison without a subject",
    "CW216": "conditions that can never all be true",
    "CW217": "a comparison that is always the same",
    "CW219": "two windows for the same side",
    "CW220": "a window or persistence that cannot go here",
    "CW221": "a value that the test does not have",
    "CW222": "a group without `any of` or `all of`",
    "CW223": "steps asked of inside `first time`",
    "CW224": "a count that makes no sense",
    "CW226": "a condition is needed here",
    "CW228": "division by zero",
    "CW229": "an expression nested too deeply",
    # vocabulary
    "CW230": "a lab, vital sign or drug without a unit",
    "CW231": "a unit on a thing that has none",
    "CW232": "a clause that does not go with this kind of thing",
    "CW233": "a test without values",
    "CW234": "a code that is not well formed",
    "CW235": "a word that may not stand here",
    "CW236": "the same code for two things",
    "CW237": "a range with its ends the wrong way round",
    "CW238": "two normal ranges for the same people",
    "CW240": "a group inside itself",
    "CW242": "a clause given twice",
    "CW244": "a molar mass that is not in g/mol",
    "CW247": "a limit that no plausible result can cross",
    # parameters
    "CW251": "a set that gives a parameter another kind of value",
    # the guideline statement
    "CW260": "no guideline statement",
    "CW261": "two guideline statements",
    "CW262": "a guideline without a title, version or status",
    "CW265": "a period that ends before it begins",
    # pathway
    "CW300": "a source that is not declared",
    "CW323": "no step begins",
    "CW324": "a transition to its own step",
    "CW327": "a pathway without steps",
    "CW328": "a transition into another pathway",
    "CW329": "a transition that does not say when",
    # schedules
    "CW341": "a phase that is never reached",
    "CW344": "a monitor of the protocol without an anchor",
    "CW345": "a phase that ends in two ways",
    "CW346": "an interval that makes no sense",
    "CW347": "a thing that cannot be monitored",
    "CW349": "a duration that must be written out",
    # rules and advice
    "CW360": "a dose range with its ends the wrong way round",
    "CW363": "an acceptance without a reason",
}

_WARNINGS = {
    "CW218": "a double negation",
    "CW227": "names that differ only in case",
    "CW239": "a ULN or LLN without a declared normal range",
    "CW241": "a member of a group named twice",
    "CW245": "a normal range outside the plausible one",
    "CW263": "a guideline without a disclaimer",
    "CW301": "a source that is never cited",
    "CW302": "a rule without evidence",
    "CW303": "a rule that rests on indirect evidence only",
    "CW306": "a source cited twice by one rule",
    "CW321": "a step that is never reached",
    "CW322": "a step with nothing in it and no way on",
    "CW325": "a transition that is never taken",
    "CW326": "a guideline without steps",
    "CW342": "a phase that ends on something it does not monitor",
    "CW343": "windows wider than the interval allows",
    "CW362": "a stop without advice",
    "CW380": "a thing declared and not used",
    "CW381": "a definition that is not used",
    "CW382": "a parameter that is not used",
}

CODES: dict[str, tuple[Severity, str]] = {
    **{code: (Severity.ERROR, about) for code, about in _ERRORS.items()},
    **{code: (Severity.WARNING, about) for code, about in _WARNINGS.items()},
}
