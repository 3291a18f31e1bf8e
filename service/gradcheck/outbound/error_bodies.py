"""What a provider said about a failure: its code, the parameter it names and its words, without secrets."""

import re
from html import unescape
from typing import Any

import msgspec

from gradcheck.domain.base import Value

_SHOWN = 300
_READ = 20 * _SHOWN  # of an error's text, to find out what it is about
_LEAST_SECRET = 6
# Keys as providers write them, bearer tokens, and anything that a provider has half masked itself.
_KEYS = re.compile(
    r"\bBearer +\S+|\b(?P<kind>sk|pk|rk|gsk|xai|hf|r8|nvapi|tgp|pplx)(?P<mark>[-_])[-_.A-Za-z0-9*]{6,}"
    r"|\bAIza[-_A-Za-z0-9]{10,}|\bAKIA[A-Z0-9]{12,}|\bya29\.[-_.A-Za-z0-9]+|\b[A-Za-z0-9_]{32,}\b"
    r"|[^\s:,;'\"`]*\*{3,}[^\s,;'\"`]*"
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_MESSAGES = ("message", "msg", "detail", "error_description", "faultstring", "description", "title", "error", "errors")


class Said(Value, frozen=True, kw_only=True):
    """An error in a provider's words, without keys: `text` is all of them, `words` as many as are shown.

    `code` is its own word for it, never a bare status; `statuses` are the HTTP statuses that the body names,
    `parameters` the fields of the request. `error` is the innermost object that holds the message.
    """

    text: str
    code: str | None = None
    statuses: tuple[int, ...] = ()
    parameters: tuple[str, ...] = ()
    error: dict[str, Any] = msgspec.field(default_factory=dict)
    is_json: bool = True
    is_page: bool = False

    @property
    def words(self) -> str:
        """The text, shortened."""
        return self.text if len(self.text) <= _SHOWN else f"{self.text[: _SHOWN - 1]}…"


def said(content: bytes, secrets: tuple[str, ...]) -> Said:
    """What an error's body says."""
    try:
        return of(msgspec.json.decode(content), secrets)
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = content.decode("utf-8", "replace")
    is_page = text.lstrip()[:200].lower().startswith(("<!doctype html", "<html", "<head", "<body")) or (
        "<html" in text[:1000].lower()
    )
    title = _TITLE.search(text) if is_page else None
    text = unescape(title[1]) if title and title[1].strip() else unescape(_TAGS.sub(" ", text))
    return Said(text=masked(text, secrets), is_json=False, is_page=is_page)


def of(body: object, secrets: tuple[str, ...]) -> Said:
    """What the value of an error's body says: an object, a text, or a list of either."""
    if isinstance(body, list) and body and isinstance(body[0], dict):
        body = body[0]
    if not isinstance(body, dict):
        return Said(text=masked(_message(body), secrets))
    error = body.get("error")
    inner = error if isinstance(error, dict) else body
    inner = inner | {name: body[name] for name in ("error_type", "statusCode") if name in body}
    codes = [inner.get(name) for name in ("code", "type", "status", "error_type", "statusCode")]
    nested = inner.get("innererror")
    if isinstance(nested, dict):
        codes.insert(0, nested.get("code"))
    words = _message(inner)
    raw = inner["metadata"].get("raw") if isinstance(inner.get("metadata"), dict) else None
    if raw:
        words = f"{words}: {raw if isinstance(raw, str) else _message(raw)}"
    return Said(
        text=masked(words, secrets),
        code=next((_word(code) for code in codes if _word(code)), None),
        statuses=tuple(number for code in codes if (number := _status(code)) is not None),
        parameters=_parameters(inner),
        error=inner,
    )


def masked(text: str, secrets: tuple[str, ...]) -> str:
    """A text on one line, without keys."""
    for secret in secrets:
        if len(secret) >= _LEAST_SECRET:
            text = text.replace(secret, "…")
    return " ".join(_KEYS.sub(_mask, text[:_READ]).split())


def _mask(key: re.Match[str]) -> str:
    return f"{key['kind']}{key['mark']}…" if key["kind"] else "…"


def _message(value: object) -> str:
    """The words in a value: a text, the first message of an object, or those of a list."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_message, value)))
    if not isinstance(value, dict):
        return ""
    where = ".".join(str(part) for part in value["loc"]) if isinstance(value.get("loc"), list) else ""
    words = next(filter(None, (_message(value.get(name)) for name in _MESSAGES)), "")
    return f"{where}: {words}" if where else words


def _parameters(error: dict[str, Any]) -> tuple[str, ...]:
    """The fields that an error names as its own: `param`, or the ends of validators' locations."""
    named = [error.get("param")]
    detail = error.get("detail", error.get("message"))
    if isinstance(detail, dict):
        detail = detail.get("detail")
    errors = [item for item in detail if isinstance(item, dict)] if isinstance(detail, list) else []
    named += [
        field_error["loc"][-1]
        for field_error in errors
        if isinstance(field_error.get("loc"), list) and field_error["loc"]
    ]
    return tuple(name for name in named if isinstance(name, str) and name not in {"", "None", "null"})


def _word(code: object) -> str | None:
    """A code that is a word."""
    if not isinstance(code, str) or not code.strip() or code in {"None", "null", "error"} or code.strip().isdigit():
        return None
    return code.strip()[:60]


def _status(code: object) -> int | None:
    """A code that is an HTTP status."""
    if isinstance(code, bool) or not (isinstance(code, int) or (isinstance(code, str) and code.isdigit())):
        return None
    return int(code) if 300 <= int(code) < 600 else None
