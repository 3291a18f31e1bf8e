"""A prompt as the body of a request to OpenAI's chat completions; placeholders are {{name}}."""

from gradcheck.formats.final_prompt import ExportedFile, FinalPrompt
from gradcheck.formats.writers.double_braces import double_braced
from gradcheck.formats.writers.plain import as_json


def openai_request(prompt: FinalPrompt) -> ExportedFile:
    """Model, messages, and what the run's own requests to the model held beside them."""
    body = {"model": prompt.model, "messages": double_braced(prompt, "a request's body"), **prompt.sent}
    return as_json(f"{prompt.run}.openai.json", body)
