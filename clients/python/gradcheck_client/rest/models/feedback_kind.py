from typing import Literal

FeedbackKind = Literal['critique', 'failure_mode', 'gradient', 'history', 'note', 'rule']

FEEDBACK_KIND_VALUES: set[FeedbackKind] = { 'critique', 'failure_mode', 'gradient', 'history', 'note', 'rule',  }

def check_feedback_kind(value: str) -> FeedbackKind:
    if value in FEEDBACK_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FEEDBACK_KIND_VALUES!r}")
