from typing import Literal

TemplateEndpoint = Literal['chat', 'completion', 'none']

TEMPLATE_ENDPOINT_VALUES: set[TemplateEndpoint] = { 'chat', 'completion', 'none',  }

def check_template_endpoint(value: str) -> TemplateEndpoint:
    if value in TEMPLATE_ENDPOINT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TEMPLATE_ENDPOINT_VALUES!r}")
