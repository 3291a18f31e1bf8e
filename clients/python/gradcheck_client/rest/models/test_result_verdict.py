from typing import Literal

TestResultVerdict = Literal['improved', 'not_distinguishable', 'not_tested', 'worse']

TEST_RESULT_VERDICT_VALUES: set[TestResultVerdict] = { 'improved', 'not_distinguishable', 'not_tested', 'worse',  }

def check_test_result_verdict(value: str) -> TestResultVerdict:
    if value in TEST_RESULT_VERDICT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TEST_RESULT_VERDICT_VALUES!r}")
