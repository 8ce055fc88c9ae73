"""What is said of a mistake of Careway's own: its kind and place, and no value, which may be a patient's."""

from __future__ import annotations


def said_of(error: Exception) -> str:
    """The sentence for it."""
    trace = error.__traceback__
    place = "unknown"
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if str(name).startswith("careway"):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"careway has a bug: {type(error).__name__} at {place}. Nothing was decided. "
        "Please report this line; it holds nothing of the guideline or the patient."
    )
