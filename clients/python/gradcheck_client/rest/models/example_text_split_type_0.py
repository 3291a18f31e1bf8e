from typing import Literal

ExampleTextSplitType0 = Literal['probe', 'test', 'train', 'validation']

EXAMPLE_TEXT_SPLIT_TYPE_0_VALUES: set[ExampleTextSplitType0] = { 'probe', 'test', 'train', 'validation',  }

def check_example_text_split_type_0(value: str) -> ExampleTextSplitType0:
    if value in EXAMPLE_TEXT_SPLIT_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXAMPLE_TEXT_SPLIT_TYPE_0_VALUES!r}")
