from typing import Literal

CriticTextEvaluation = Literal['binary', 'none', 'scorer', 'smooth']

CRITIC_TEXT_EVALUATION_VALUES: set[CriticTextEvaluation] = { 'binary', 'none', 'scorer', 'smooth',  }

def check_critic_text_evaluation(value: str) -> CriticTextEvaluation:
    if value in CRITIC_TEXT_EVALUATION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CRITIC_TEXT_EVALUATION_VALUES!r}")
