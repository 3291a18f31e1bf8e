from typing import Literal

SlotKind = Literal['context', 'demos', 'evidence', 'feedback', 'history']

SLOT_KIND_VALUES: set[SlotKind] = { 'context', 'demos', 'evidence', 'feedback', 'history',  }

def check_slot_kind(value: str) -> SlotKind:
    if value in SLOT_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SLOT_KIND_VALUES!r}")
