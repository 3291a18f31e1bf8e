from typing import Literal

TemplateReply = Literal['line', 'tag', 'tags']

TEMPLATE_REPLY_VALUES: set[TemplateReply] = { 'line', 'tag', 'tags',  }

def check_template_reply(value: str) -> TemplateReply:
    if value in TEMPLATE_REPLY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TEMPLATE_REPLY_VALUES!r}")
