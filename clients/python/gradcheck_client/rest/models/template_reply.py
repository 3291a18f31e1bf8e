from typing import Literal

TemplateReply = Literal['line', 'tag']

TEMPLATE_REPLY_VALUES: set[TemplateReply] = { 'line', 'tag',  }

def check_template_reply(value: str) -> TemplateReply:
    if value in TEMPLATE_REPLY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TEMPLATE_REPLY_VALUES!r}")
