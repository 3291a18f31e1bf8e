"""What a provider's refusal means: whether another attempt helps, how long to wait, whose fault it is. Pure."""

import re

from gradcheck.domain.base import Value
from gradcheck.domain.call import Answer, Call, Silence
from gradcheck.errors import AttemptError
from gradcheck.llm.base import THROTTLED
from gradcheck.llm.clients import remedies
from gradcheck.llm.clients.remedies import Place
from gradcheck.outbound import waits
from gradcheck.outbound.error_bodies import Said, masked, of, said
from gradcheck.outbound.exchange import Received

_OK, _REDIRECT, _BAD, _PAYMENT, _TOO_LONG, _THROTTLED, _SERVER = 200, 300, 400, 402, 413, 429, 500
_PASSING = frozenset({408, 409, 425, 429})

# What the words of providers are about. The first pattern that is found decides, in this order.
_CONTEXT = re.compile(
    r"context[_ ]length|context[_ ]window|context size|exceed_context_size|maximum (?:context|prompt|model) length"
    r"|maximum (?:allowed )?(?:number of )?(?:input )?tokens|prompt is too long|input is too long"
    r"|too many (?:input )?tokens"
    r"|(?:input )?token count .{0,40}exceeds|prompt .{0,60}longer than the maximum|reduce the length of"
    r"|inputs?`? (?:tokens )?.{0,40}must (?:have less|be <=)|too large for model with|request_too_large"
    r"|tokens exceed|exceeds the (?:model'?s )?(?:available )?context",
    re.IGNORECASE,
)
_FILTER = re.compile(
    r"content[_ ]?filter|content_policy|content management policy|content filtering policy|responsibleai"
    r"|moderation|(?:input|prompt|content|request|message)s? .{0,40}flagged|data_inspection_failed"
    r"|content exists risk|prohibited_content|guardrail|safety system|usage policy",
    re.IGNORECASE,
)
_QUOTA = re.compile(
    r"insufficient[_ ](?:quota|balance|credits?|funds)|exceeded_current_quota|billing_(?:hard_limit|not_active)"
    r"|credit balance is too low|out of credits|no credits|(?:used|spent) all (?:available|your) credits|arrear"
    r"|payment required|requires? (?:more|available) credits|limit: 0\b",
    re.IGNORECASE,
)
_KEY = re.compile(r"api[-_ ]?key|credential|authenticat|unauthori[sz]ed", re.IGNORECASE)
_TOO_LARGE = re.compile(
    r"max_(?:completion_|output_|new_)?tokens.{0,40}(?:too large|too high|must be|at most|less than)|"
    r"max_(?:completion_)?tokens: \d+ > \d+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d,_]*\d|\d")

# Statuses that an error inside a 200 stands for, by its kind where it gives none.
_KINDS: tuple[tuple[str, int], ...] = (
    ("rate_limit", 429),
    ("overloaded", 529),
    ("authentication", 401),
    ("permission", 403),
    ("not_found", 404),
    ("invalid_request", 400),
    ("unexpected endpoint", 404),
)


class _Refusal(Value, frozen=True, kw_only=True):
    """A refusal of a call: by which status, in which words. `inside` says that it came within a 200."""

    call: Call
    place: Place
    said: Said
    status: int
    wait_s: float | None = None
    inside: bool = False

    @property
    def about(self) -> str:
        """All that was said, to find out what it is about."""
        return f"{self.said.code or ''} {self.said.text}"

    def message(self, words: str | None = None) -> str:
        """Who answered what: `openai answered 401 invalid_api_key: Incorrect API key provided: sk-…`."""
        number = f"200 with the error {self.status}" if self.inside else str(self.status)
        head = f"{self.call.endpoint.provider} answered {number}{f' {self.said.code}' if self.said.code else ''}"
        words = words or self.said.words.rstrip(". ")
        return f"{head}: {words}" if words else head

    def lasting(self, mend: str | None, *, cause: str | None = None, words: str | None = None) -> AttemptError:
        """A failure that no further attempt mends; every further call meets it too where a setting mends it."""
        return AttemptError(
            cause or f"http_{self.status}",
            self.message(words),
            fatal=mend is not None,
            remedy=mend,
            foreign=self.said.is_page or _REDIRECT <= self.status < _BAD,
            http_status=self.status,
            provider_code=self.said.code,
        )


def refused(call: Call, response: Received, place: Place) -> Answer:
    """What a status other than 200 means: an answer without text where the prompt is at fault. Raises AttemptError."""
    details = said(response.content, place.secrets)
    wait_s = waits.wish_s(response.headers, details.error, details.text)
    refusal = _Refusal(call=call, place=place, said=details, status=response.status, wait_s=wait_s)
    if _REDIRECT <= response.status < _BAD:
        where = masked(response.headers.get("location", "nowhere"), place.secrets)
        raise refusal.lasting(remedies.address(place, call), words=f"a redirect to {where}")
    cause = _silence(refusal)
    if cause is None:
        raise _failure(refusal)
    words = refusal.message()
    return Answer(text="", cut=False, input_tokens=0, output_tokens=0, cost_micro_usd=0, cause=cause, words=words)


def inside(call: Call, error: object, place: Place) -> AttemptError:
    """What an error inside a 200 means; it is judged by the status it stands for."""
    details = of({"error": error} if isinstance(error, dict) else error, place.secrets)
    kinds = f"{details.code or ''} {details.text}".lower()
    by_kind = next((status for kind, status in _KINDS if kind in kinds), _SERVER)
    status = next(iter(details.statuses), by_kind)
    wait_s = waits.wish_s({}, details.error, details.text)
    return _failure(_Refusal(call=call, place=place, said=details, status=status, wait_s=wait_s, inside=True))


def unreadable(call: Call, content: bytes, place: Place) -> AttemptError:
    """A 200 that holds no answer: it was probably charged, and another would be charged again."""
    details = said(content, place.secrets)
    name = call.endpoint.provider
    if details.is_page:
        message, remedy = f"{name} answered a web page ({details.words})", remedies.address(place, call)
        return AttemptError("garbage", message, fatal=True, remedy=remedy, foreign=True, http_status=_OK)
    message = f"{name} answered something that the endpoint does not promise: {details.words or 'nothing'}"
    return AttemptError("garbage", message, possibly_paid=True, foreign=not details.is_json, http_status=_OK)


def _silence(refusal: _Refusal) -> Silence | None:
    """Why the prompt is at fault, or None where it is not."""
    status, about = refusal.status, refusal.about
    if status == _TOO_LONG or (status in {400, 422, 500} and _CONTEXT.search(about)):
        return None if "rate_limit" in about or _is_limit_alone(refusal) else "context"
    return "content_filter" if status in {400, 403, 422, 451} and _FILTER.search(about) else None


def _is_limit_alone(refusal: _Refusal) -> bool:
    """Whether the answer's own limit is more than the model can have, whatever the prompt."""
    if not _TOO_LARGE.search(refusal.about):
        return False
    limit = refusal.call.output_tokens()
    sizes = [int(re.sub(r"[,_]", "", number)) for number in _NUMBER.findall(refusal.about)]
    return max((size for size in sizes if size != limit), default=0) <= limit


def _failure(refusal: _Refusal) -> AttemptError:
    """What a refusal that is not the prompt's fault means."""
    status = refusal.status
    if status == _PAYMENT or (status in {400, 403, 429} and _QUOTA.search(refusal.about)):
        return refusal.lasting(remedies.QUOTA, cause="quota")
    if status < _SERVER and status not in _PASSING:
        return refusal.lasting(_mend(refusal))
    mend = remedies.system_role(refusal.call, refusal.about) if status >= _SERVER else None
    if mend is not None:
        return refusal.lasting(mend)
    return AttemptError(
        THROTTLED if status == _THROTTLED else f"http_{status}",
        refusal.message(),
        retryable=True,
        outage=status >= _SERVER,
        retry_after_s=refusal.wait_s,
        http_status=status,
        provider_code=refusal.said.code,
    )


def _mend(refusal: _Refusal) -> str | None:
    """Which setting mends a refusal that further calls would meet too; None where nobody knows."""
    call, place, details = refusal.call, refusal.place, refusal.said
    match refusal.status:
        case 400 | 422:
            return _mend_request(refusal)
        case 401:
            return remedies.key(place)
        case 403:
            return remedies.permission(place)
        case 404 | 405 | 410 | 421:
            is_model = not details.is_page and remedies.is_about_model(call, details)
            return remedies.model(call) if is_model else remedies.address(place, call)
        case 407:
            return "the proxy that the environment names wants other credentials"
        case _:
            return None


def _mend_request(refusal: _Refusal) -> str | None:
    """Which setting mends a request that is refused as written."""
    call, details, about = refusal.call, refusal.said, refusal.about
    if _TOO_LARGE.search(about):
        return remedies.limit(call)
    mend = remedies.system_role(call, about) or remedies.parameter(call, details)
    if mend is None and _KEY.search(about):
        return remedies.key(refusal.place)
    return remedies.model(call) if mend is None and remedies.is_about_model(call, details) else mend
