from typing import Literal

MethodInfoInterception = Literal['full', 'input', 'none']

METHOD_INFO_INTERCEPTION_VALUES: set[MethodInfoInterception] = { 'full', 'input', 'none',  }

def check_method_info_interception(value: str) -> MethodInfoInterception:
    if value in METHOD_INFO_INTERCEPTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {METHOD_INFO_INTERCEPTION_VALUES!r}")
