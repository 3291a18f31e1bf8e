from typing import Literal

ShapeCheckEndpoint = Literal['chat', 'completion']

SHAPE_CHECK_ENDPOINT_VALUES: set[ShapeCheckEndpoint] = { 'chat', 'completion',  }

def check_shape_check_endpoint(value: str) -> ShapeCheckEndpoint:
    if value in SHAPE_CHECK_ENDPOINT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SHAPE_CHECK_ENDPOINT_VALUES!r}")
