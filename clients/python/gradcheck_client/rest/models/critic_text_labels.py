from typing import Literal

CriticTextLabels = Literal['true', 'wrong']

CRITIC_TEXT_LABELS_VALUES: set[CriticTextLabels] = { 'true', 'wrong',  }

def check_critic_text_labels(value: str) -> CriticTextLabels:
    if value in CRITIC_TEXT_LABELS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CRITIC_TEXT_LABELS_VALUES!r}")
