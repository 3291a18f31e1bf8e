from typing import Literal

PromptAgentName = Literal['promptagent']

PROMPT_AGENT_NAME_VALUES: set[PromptAgentName] = { 'promptagent',  }

def check_prompt_agent_name(value: str) -> PromptAgentName:
    if value in PROMPT_AGENT_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PROMPT_AGENT_NAME_VALUES!r}")
