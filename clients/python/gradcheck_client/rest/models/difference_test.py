from typing import Literal

DifferenceTest = Literal['mcnemar_midp', 'paired_permutation']

DIFFERENCE_TEST_VALUES: set[DifferenceTest] = { 'mcnemar_midp', 'paired_permutation',  }

def check_difference_test(value: str) -> DifferenceTest:
    if value in DIFFERENCE_TEST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIFFERENCE_TEST_VALUES!r}")
