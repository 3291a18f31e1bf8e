from typing import Literal

ContentResultVerdict = Literal['inconclusive', 'not_testable', 'refuted', 'supported']

CONTENT_RESULT_VERDICT_VALUES: set[ContentResultVerdict] = { 'inconclusive', 'not_testable', 'refuted', 'supported',  }

def check_content_result_verdict(value: str) -> ContentResultVerdict:
    if value in CONTENT_RESULT_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTENT_RESULT_VERDICT_VALUES!r}")
