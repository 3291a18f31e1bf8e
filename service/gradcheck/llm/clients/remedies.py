"""Which setting mends a refusal, as a line to write into the TOML file or a field of the request. Pure."""

import re
from urllib.parse import urlsplit

from gradcheck.domain.base import Value
from gradcheck.domain.call import Call, Chat, Completion
from gradcheck.llm.clients import bodies
from gradcheck.outbound.error_bodies import Said
from gradcheck.settings import Provider

QUOTA = "nothing more is asked of it until the account is topped up"

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_VERSION = re.compile(r"/v\d|/openai\b|/api\b")
_SYSTEM = re.compile(
    r"system['\"`]? (?:role|message|prompt|instruction)|role.{0,40}['\"`]system|['\"`]system['\"`].{0,40}role"
    r"|developer instruction|only user,? (?:and )?assistant roles|roles must alternate",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"model[_ ]not[_ ]found|(?:no such|unknown|invalid|unsupported) model|model['\"` :].{0,120}(?:not|n't|no longer)\b"
    r"|not a valid model|model not exist|access(?:ing)? (?:to )?(?:the )?model|model.{0,60}deprecated",
    re.IGNORECASE,
)


class Place(Value, frozen=True, kw_only=True):
    """Where calls go: the provider's settings, and the secrets that no message may show."""

    name: str
    provider: Provider
    secrets: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """The provider's table in the TOML file."""
        return f"[providers.{_quoted(self.name)}]"


def key(place: Place) -> str:
    """What to write where the key is refused."""
    name = place.provider.api_key_env
    if name is None:
        return f'no key is sent: write `{place.table} api_key_env = "NAME_OF_A_VARIABLE"`'
    other = (
        ""
        if place.provider.key_header
        else f', or name the header it belongs in: `{place.table} key_header = "api-key"`'
    )
    return f"check the key in the variable {name}{other}"


def permission(place: Place) -> str:
    """What to write where the key is known and may not do this."""
    wanted = f'a gateway that wants a header gets it by `{place.table} headers = {{ NAME = "VALUE" }}`'
    return f"check what the key may do; {wanted}"


def address(place: Place, call: Call) -> str:
    """What to write where nothing is served at the address."""
    provider = place.provider
    url = urlsplit(provider.base_url)
    hints = [f"check `{place.table} base_url`"]
    if not _VERSION.search(url.path):
        hints[0] += ", which usually ends in /v1"
    if "/deployments/" in url.path and not provider.query and not url.query:
        hints.append(f'Azure wants `{place.table} query = {{ api-version = "VERSION" }}`')
    if "claude" in call.endpoint.model.lower() and call.endpoint.dialect.wire == "openai":
        hints.append(f'Anthropic\'s own format is spoken by `{place.table} dialect = "anthropic-messages"`')
    if isinstance(call.request, Completion):
        hints.append(f'a provider without raw completions wants `{place.table} profile = "standard"`')
    return "; ".join(hints)


def model(call: Call) -> str:
    """What to write where the model is not there."""
    return f"name another model in models.{call.settings_of}.model"


def is_about_model(call: Call, details: Said) -> bool:
    """Whether a refusal says that there is no such model."""
    about = f"{details.code or ''} {details.text}"
    named = call.endpoint.model.lower() in about.lower() or "model" in details.parameters
    return bool(_MODEL.search(about)) or (named and "model" in about.lower())


def limit(call: Call) -> str:
    """What to write where the answer's limit is larger than the model's."""
    return f"lower models.{call.settings_of}.max_tokens"


def system_role(call: Call, about: str) -> str | None:
    """What to write where a model has no system role; None where that is not what the refusal is about."""
    request = call.request
    sends = isinstance(request, Chat) and any(message.role == "system" for message in request.messages)
    if not sends or call.endpoint.dialect.system == "user" or not _SYSTEM.search(about):
        return None
    return _written(call, ['system = "user"'])


def parameter(call: Call, details: Said) -> str | None:
    """What to write where fields of the request are refused; None where the refusal names none that was sent."""
    sent = bodies.fields(call)
    dialect = call.endpoint.dialect
    given = {**dialect.extra, **call.sampling.extra}
    named = [name for name in sent if name in details.parameters] or [
        name for name in sent if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", details.text)
    ]
    effort = (dialect.effort or "").partition(".")[0]
    lines: list[str] = []
    for name in named:
        if name in given:
            return f"take {name} out of `extra` of models.{call.settings_of}, or out of the settings"
        if name == dialect.limit and name.startswith("max_"):
            other = "max_tokens" if name == "max_completion_tokens" else "max_completion_tokens"
            lines.append(f'limit = "{other}"')
        elif name in {"temperature", "top_p"}:
            lines.append(f"{name} = false")
        elif name == dialect.seed:
            other = "random_seed" if name == "seed" else "seed"
            lines.append(f'seed = "{other}"' if re.search(rf"\b{other}\b", details.text) else "seed = false")
        elif name == effort and call.sampling.effort is not None:
            lines.append("effort = false")
        elif name in {"response_format", "output_config"}:
            lines.append("structured = false")
        elif name in {"tools", "tool_choice"}:
            return f"the prompt's {name} cannot be used with this model: name another in models.{call.settings_of}"
    if "top_p = false" in lines and "temperature = false" in lines and "both" in details.text:
        lines = ["top_p = false"]
    return _written(call, lines) if lines else None


def _written(call: Call, lines: list[str]) -> str:
    """Lines of a model's own table."""
    table = f"[providers.{_quoted(call.endpoint.provider)}.models.{_string(call.endpoint.model)}]"
    return " and ".join(f"write `{table} {line}`" for line in lines)


def _quoted(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
