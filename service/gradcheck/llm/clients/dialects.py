"""Which dialect a model speaks: rows by name, by host and by pattern, and the settings over them."""

from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

import msgspec

from gradcheck.domain.dialect import STANDARD, Dialect, DialectName
from gradcheck.settings import ModelRow, Provider

# Thinking counts against the limit of these models, and at their usual effort they think for some thousand tokens.
_HEADROOM = 4096

DIALECTS: dict[DialectName, Dialect] = {
    dialect.name: dialect
    for dialect in (
        STANDARD,
        Dialect(
            name="openai-reasoning",
            limit="max_completion_tokens",
            headroom=_HEADROOM,
            temperature=False,
            top_p=False,
            seed=None,
            structured=True,
        ),
        Dialect(name="anthropic", temperature=False, top_p=False, seed=None, effort=None),
        Dialect(name="gemini", headroom=_HEADROOM, seed=None, structured=True),
        Dialect(name="mistral", seed="random_seed", effort=None, structured=True),
        Dialect(
            name="anthropic-messages",
            wire="anthropic",
            temperature=False,
            top_p=False,
            seed=None,
            effort="output_config.effort",
            structured=True,
        ),
    )
}

_HOSTS: tuple[tuple[str, DialectName], ...] = (("api.anthropic.com", "anthropic-messages"),)

# By the model's own name: without the gateway's prefix, in lower case, with "-" for "." (gpt-5.2, claude-opus-4.7).
_MODELS: tuple[tuple[str, DialectName], ...] = (
    ("gpt-5*", "openai-reasoning"),
    ("gpt-6*", "openai-reasoning"),
    ("o[134]", "openai-reasoning"),
    ("o[134]-*", "openai-reasoning"),
    ("codex-*", "openai-reasoning"),
    ("claude-*", "anthropic"),
    ("*anthropic-claude-*", "anthropic"),  # Bedrock: us.anthropic.claude-…
    ("gemini-*", "gemini"),
    ("mistral-*", "mistral"),
    ("magistral-*", "mistral"),
    ("ministral-*", "mistral"),
    ("codestral-*", "mistral"),
    ("devstral-*", "mistral"),
    ("pixtral-*", "mistral"),
    ("open-mi[sx]tral-*", "mistral"),
)

# Claude took sampling parameters before Opus 4.7; whatever is not named here is newer.
_CLAUDES: frozenset[DialectName] = frozenset({"anthropic", "anthropic-messages"})
_SAMPLED = (
    "*claude-[123]*",
    "*claude-instant*",
    "*claude-4-[0156]-*",
    "*claude-opus-4",
    "*claude-opus-4-[01256]*",
    "*claude-sonnet-4",
    "*claude-sonnet-4-[02456]*",
    "*claude-haiku-4*",
)

# Models that read text alone, by their own names; whatever is not named here is newer, and takes images.
_TEXT_ALONE = (
    "gpt-3-5*",
    "o1-mini*",
    "o1-preview*",
    "o3-mini*",
    "deepseek-chat",
    "deepseek-reasoner",
    "codestral-*",
    "*claude-2*",
    "*claude-instant*",
)

# Models that know no tools; whatever is not named here is newer, and does.
_WITHOUT_TOOLS = ("o1-mini*", "o1-preview*", "*claude-2*", "*claude-instant*")


def resolve(provider: Provider, model: str) -> Dialect:
    """How a provider's model wants to be asked."""
    model_name = _own_name(model)
    dialect = DIALECTS[provider.dialect or _built_in(provider.base_url, model_name)]
    rows = [row for pattern, row in provider.models.items() if matches(pattern, model)]
    for row in rows:
        dialect = DIALECTS[row.dialect] if row.dialect else dialect
    if dialect.name in _CLAUDES and any(fnmatchcase(model_name, pattern) for pattern in _SAMPLED):
        dialect = msgspec.structs.replace(dialect, temperature=True, top_p=True)
    for row in rows:
        dialect = msgspec.structs.replace(dialect, **_given(row))
    return dialect


def context(provider: Provider, model: str) -> int | None:
    """The most tokens a call to a provider's model may have, as the settings say; None where they do not."""
    rows = [row.context for pattern, row in provider.models.items() if row.context and matches(pattern, model)]
    return rows[-1] if rows else provider.context


def takes_images(provider: Provider, model: str) -> bool:
    """Whether a model can be sent images: as the settings say, else all but those that are known to take none."""
    said = [row.images for pattern, row in provider.models.items() if matches(pattern, model)]
    known = [takes for takes in said if takes is not None]
    return known[-1] if known else not any(fnmatchcase(_own_name(model), pattern) for pattern in _TEXT_ALONE)


def takes_tools(provider: Provider, model: str) -> bool:
    """Whether a model can be given tools: as the settings say, else all but those that are known to know none."""
    said = [row.tools for pattern, row in provider.models.items() if matches(pattern, model)]
    known = [takes for takes in said if takes is not None]
    return known[-1] if known else not any(fnmatchcase(_own_name(model), pattern) for pattern in _WITHOUT_TOOLS)


def matches(pattern: str, model: str) -> bool:
    """Whether a row of the settings is about a model: by its whole name, or by that without a gateway's prefix."""
    return pattern == model or fnmatchcase(model, pattern) or fnmatchcase(model.rpartition("/")[2], pattern)


def _own_name(model: str) -> str:
    """A model's name as the rows here write it."""
    return model.rpartition("/")[2].lower().replace(".", "-")


def _built_in(base_url: str, model_name: str) -> DialectName:
    host = urlsplit(base_url).hostname
    by_host = [name for known, name in _HOSTS if known == host]
    by_model = [name for pattern, name in _MODELS if fnmatchcase(model_name, pattern)]
    return (*by_host, *by_model, "standard")[0]


def _given(row: ModelRow) -> dict[str, Any]:
    """The fields of a dialect that a row gives."""
    given = {name: value for name, value in msgspec.structs.asdict(row).items() if value is not None}
    given.pop("dialect", None)
    given.pop("context", None)
    given.pop("images", None)
    given.pop("tools", None)
    if isinstance(given.get("seed"), bool):
        given["seed"] = "seed" if given["seed"] else None
    if isinstance(given.get("effort"), bool):
        given["effort"] = "reasoning_effort" if given["effort"] else None
    return given
