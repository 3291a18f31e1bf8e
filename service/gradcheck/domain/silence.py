"""Which answers hold no text and why, in words for people, critics and judges of a result."""

from gradcheck.domain.call import Answer, Silence

_WORDS: dict[Silence, str] = {
    "empty": "it is empty",
    "refused": "the model refused",
    "content_filter": "a content filter held it back",
    "context": "the request is longer than the model can read",
    "limit": "its token limit was used up before there was any text",
    "thinking_limit": "thinking used up its token limit",
}


def silence(answer: Answer) -> Silence | None:
    """Why an answer is without text; None of one that says something."""
    return answer.cause or (None if answer.text.strip() else "empty")


def in_words(cause: Silence, answer: Answer) -> str:
    """What a silent answer is, with the provider's own words where it gave any."""
    return f"an answer without text: {_WORDS[cause]}" + (f" ({answer.words})" if answer.words else "")
