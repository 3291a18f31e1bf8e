from typing import Literal

NumericDecimalMark = Literal[',', '.']

NUMERIC_DECIMAL_MARK_VALUES: set[NumericDecimalMark] = { ',', '.',  }

def check_numeric_decimal_mark(value: str) -> NumericDecimalMark:
    if value in NUMERIC_DECIMAL_MARK_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NUMERIC_DECIMAL_MARK_VALUES!r}")
