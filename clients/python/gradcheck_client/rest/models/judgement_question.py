from typing import Literal

JudgementQuestion = Literal['equivalent', 'follows', 'identify', 'opposite']

JUDGEMENT_QUESTION_VALUES: set[JudgementQuestion] = { 'equivalent', 'follows', 'identify', 'opposite',  }

def check_judgement_question(value: str) -> JudgementQuestion:
    if value in JUDGEMENT_QUESTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {JUDGEMENT_QUESTION_VALUES!r}")
