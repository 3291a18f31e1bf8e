from typing import Literal

RunOutcomeShortcutsType0 = Literal['inconclusive', 'not_testable', 'refuted', 'supported']

RUN_OUTCOME_SHORTCUTS_TYPE_0_VALUES: set[RunOutcomeShortcutsType0] = { 'inconclusive', 'not_testable', 'refuted', 'supported',  }

def check_run_outcome_shortcuts_type_0(value: str) -> RunOutcomeShortcutsType0:
    if value in RUN_OUTCOME_SHORTCUTS_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_OUTCOME_SHORTCUTS_TYPE_0_VALUES!r}")
