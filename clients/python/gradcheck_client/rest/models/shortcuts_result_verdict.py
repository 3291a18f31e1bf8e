from typing import Literal

ShortcutsResultVerdict = Literal['inconclusive', 'not_testable', 'refuted', 'supported']

SHORTCUTS_RESULT_VERDICT_VALUES: set[ShortcutsResultVerdict] = { 'inconclusive', 'not_testable', 'refuted', 'supported',  }

def check_shortcuts_result_verdict(value: str) -> ShortcutsResultVerdict:
    if value in SHORTCUTS_RESULT_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SHORTCUTS_RESULT_VERDICT_VALUES!r}")
