"""What refusals mean, in the words of many providers: whose fault they are, and which setting mends them."""

import json
from typing import Any

import msgspec
import pytest

from gradcheck.domain.call import Answer, Call, Chat, Endpoint, Message, Sampling
from gradcheck.domain.dialect import Dialect
from gradcheck.errors import AttemptError
from gradcheck.llm.clients.refusals import refused
from gradcheck.llm.clients.remedies import Place
from gradcheck.outbound.exchange import Received
from gradcheck.settings import Provider
from tests.llm.bench import URL, WORLD

KEY = "abc-123-very-secret"
PLACE = Place(name="world", provider=Provider(base_url=URL, api_key_env="WORLD_KEY"), secrets=(KEY,))
MODEL: Endpoint = msgspec.structs.replace(WORLD, model="m-1")
MESSAGES = (Message(role="system", content="Be brief."), Message(role="user", content="Hi"))


def asked(dialect: Dialect | None = None, **sampling: Any) -> Call:  # noqa: ANN401 - any part of it
    drawn = Sampling(**{"max_tokens": 16, "top_p": 0.9} | sampling)
    endpoint = msgspec.structs.replace(MODEL, dialect=dialect or Dialect(), sampling=drawn)
    return Call(path="p", role="task", endpoint=endpoint, request=Chat(messages=MESSAGES), sampling=drawn, seed=1)


def outcome(
    status: int,
    body: object,
    *,
    call: Call | None = None,
    place: Place = PLACE,
    headers: dict[str, str] | None = None,
) -> Answer | AttemptError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        return refused(call or asked(), Received(status=status, headers=headers or {}, content=content), place)
    except AttemptError as error:
        return error


def failed(status: int, body: object, **how: Any) -> AttemptError:  # noqa: ANN401 - any part of it
    found = outcome(status, body, **how)
    assert isinstance(found, AttemptError)
    assert KEY not in found.message
    return found


def openai(
    message: str, code: str | None = None, kind: str = "invalid_request_error", param: str | None = None
) -> object:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def google(code: int, status: str, message: str, *details: object) -> object:
    return [{"error": {"code": code, "message": message, "status": status, "details": list(details)}}]


@pytest.mark.parametrize(
    ("status", "body", "number"),
    [
        (
            400,
            openai(
                "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
                "context_length_exceeded",
            ),
            "9001",
        ),
        (
            400,
            {
                "object": "error",
                "message": "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens "
                "(4984 in the messages, 16 in the completion).",
                "type": "BadRequestError",
                "code": 400,
            },
            "5000",
        ),
        (400, openai("You passed 4081 input tokens and requested 16 output tokens. However, the model's context "
                     "length is only 4096 tokens", kind="BadRequestError"), "4081"),
        (
            400,
            {
                "error": {
                    "code": 400,
                    "message": "request (9000 tokens) exceeds the available context size (512 tokens)",
                    "type": "exceed_context_size_error",
                    "n_prompt_tokens": 9000,
                    "n_ctx": 512,
                }
            },
            "9000",
        ),
        (500, {"error": {"code": 500, "message": "the request exceeds the available context size"}}, ""),
        (
            400,
            {
                "type": "error",
                "error": {"type": "invalid_request_error", "message": "prompt is too long: 210000 tokens > 200000"},
            },
            "210000",
        ),
        (413, {"type": "error", "error": {"type": "request_too_large", "message": "Request is too large"}}, ""),
        (
            400,
            google(400, "INVALID_ARGUMENT", "The input token count (1100000) exceeds the maximum number of tokens "
                   "allowed (1048576)."),
            "1048576",
        ),
        (400, {"object": "error", "message": "Prompt contains 40000 tokens and 0 draft tokens, too large for model "
               "with 32768 maximum context length", "code": "3051"}, "40000"),
        (422, {"error": "Input validation error: `inputs` must have less than 4095 tokens. Given: 9000",
               "error_type": "validation"}, "9000"),
        (400, {"code": "x", "error": "This model's maximum prompt length is 131072 but the request contains 537812."},
         "537812"),
    ],
)  # fmt: skip
def test_a_request_longer_than_the_models_context_is_the_prompts_doing(status: int, body: object, number: str) -> None:
    found = outcome(status, body)
    assert isinstance(found, Answer)
    assert (found.text, found.cause, found.spend.tokens, found.cost_micro_usd) == ("", "context", 0, 0)
    assert number in (found.words or "")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (
            400,
            {
                "error": {
                    "message": "The response was filtered due to the prompt triggering Azure OpenAI's content "
                    "management policy.",
                    "code": "content_filter",
                    "innererror": {"code": "ResponsibleAIPolicyViolation"},
                }
            },
        ),
        (400, openai("Your request was rejected as a result of our safety system.", "content_policy_violation")),
        (400, openai("Your prompt was flagged as potentially violating our usage policy.", "invalid_prompt")),
        (
            403,
            {
                "error": {
                    "code": 403,
                    "message": "m-1 requires moderation. Your input was flagged for violence.",
                    "metadata": {"reasons": ["violence"], "flagged_input": "..."},
                }
            },
        ),
        (400, {"error": {"message": "Content Exists Risk", "type": "invalid_request_error"}}),
        (400, {"error": {"code": "data_inspection_failed", "message": "Input may contain inappropriate content."}}),
        (400, {"type": "error", "error": {"type": "invalid_request_error",
               "message": "Output blocked by content filtering policy"}}),
    ],
)  # fmt: skip
def test_a_request_that_a_filter_refuses_is_the_prompts_doing(status: int, body: object) -> None:
    found = outcome(status, body)
    assert isinstance(found, Answer)
    assert (found.text, found.cause) == ("", "content_filter")
    assert found.words


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (
            openai(
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' "
                "instead.",
                "unsupported_parameter",
                param="max_tokens",
            ),
            'limit = "max_completion_tokens"',
        ),
        (
            openai(
                "Unsupported value: 'temperature' does not support 0.0 with this model. Only the default (1) value is "
                "supported.",
                "unsupported_value",
                param="temperature",
            ),
            "temperature = false",
        ),
        (openai("`temperature` is deprecated for this model."), "temperature = false"),
        (openai("Unknown parameter: 'seed'.", "unknown_parameter", param="seed"), "seed = false"),
        (google(400, "INVALID_ARGUMENT", 'Invalid JSON payload received. Unknown name "seed": Cannot find field.'),
         "seed = false"),
        (
            {"object": "error", "message": {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"],
             "msg": "Extra inputs are not permitted", "input": 1}]}, "type": "invalid_request_error"},
            "seed = false",
        ),
        ({"detail": [{"loc": ["body", "seed"], "msg": "not allowed, use random_seed", "type": "value_error"}]},
         'seed = "random_seed"'),
        ({"error": "Input validation error: `temperature` must be strictly positive", "error_type": "validation"},
         "temperature = false"),
        (openai("litellm.UnsupportedParamsError: m-1 does not support parameters: {'temperature': 0.0}", "400",
                "None", "None"), "temperature = false"),
        (openai("`temperature` and `top_p` cannot both be specified for this model."), "top_p = false"),
        (openai("Unsupported value: 'messages[0].role' does not support 'system' with this model.",
                "unsupported_value", param="messages[0].role"), 'system = "user"'),
        (openai("System role not supported"), 'system = "user"'),
        (openai("Conversation roles must alternate user/assistant/user/assistant/..."), 'system = "user"'),
        (openai("Developer instruction is not enabled for models/m-1"), 'system = "user"'),
    ],
)  # fmt: skip
def test_a_refused_parameter_ends_the_job_and_names_the_line_to_write(body: object, line: str) -> None:
    for status in (400, 422):
        error = failed(status, body)
        assert (error.fatal, error.retryable, error.http_status) == (True, False, status)
        assert f'write `[providers.world.models."m-1"] {line}`' in error.message


def test_every_refused_parameter_is_named_at_once() -> None:
    errors = [{"loc": ["body", name], "msg": "Extra inputs are not permitted"} for name in ("seed", "top_p")]
    message = failed(422, {"detail": errors}).message
    assert 'models."m-1"] seed = false`' in message
    assert 'models."m-1"] top_p = false`' in message
    assert "body.seed: Extra inputs are not permitted; body.top_p" in message


def test_a_server_whose_template_has_no_system_role_says_so_with_a_500() -> None:
    error = failed(500, {"error": {"code": 500, "message": "System role not supported", "type": "server_error"}})
    assert (error.fatal, error.retryable) == (True, False)
    assert 'system = "user"' in error.message


def test_only_what_was_sent_can_be_at_fault() -> None:
    silent = Dialect(temperature=False, system="user")
    error = failed(400, openai("temperature and the system role are not supported"), call=asked(silent))
    assert (error.fatal, error.retryable) == (False, False)


def test_effort_and_extra_fields_are_named_where_they_came_from() -> None:
    effort = failed(400, openai("Unknown parameter: 'reasoning_effort'"), call=asked(effort="low"))
    assert "effort = false" in effort.message
    extra = failed(400, openai("Unknown parameter: 'verbosity'"), call=asked(extra={"verbosity": "low"}))
    assert "take verbosity out of `extra` of models.task" in extra.message


@pytest.mark.parametrize(
    "message",
    [
        "max_tokens is too large: 99999. This model supports at most 16384 completion tokens, you provided 99999.",
        "max_tokens: 99999 > 8192, which is the maximum allowed number of output tokens for m-1",
        "'max_tokens' is too large: 99999. This model's maximum context length is 4096, your request has 10 tokens.",
    ],
)
def test_a_limit_that_the_model_can_never_have_is_the_callers_to_lower(message: str) -> None:
    error = failed(400, openai(message, param="max_tokens"), call=asked(max_tokens=99999))
    assert error.fatal
    assert "lower models.task.max_tokens" in error.message


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (402, {"error": {"message": "Insufficient Balance", "type": "unknown_error", "code": "invalid_request_error"}}),
        (402, b""),
        (429, openai("You exceeded your current quota, please check your plan.", "insufficient_quota")),
        (429, {"error": {"message": "Your account is suspended", "type": "exceeded_current_quota_error"}}),
        (400, {"type": "error", "error": {"type": "invalid_request_error",
               "message": "Your credit balance is too low to access the Anthropic API."}}),
        (429, google(429, "RESOURCE_EXHAUSTED", "Quota exceeded for metric: free_tier_requests, limit: 0, model: m-1")),
    ],
)  # fmt: skip
def test_a_spent_quota_ends_the_job_at_once(status: int, body: object) -> None:
    error = failed(status, body)
    assert (error.cause, error.fatal, error.retryable, error.http_status) == ("quota", True, False, status)


def test_a_quota_that_fills_again_is_waited_for() -> None:
    body = google(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "36s"},
    )
    error = failed(429, body)
    assert (error.cause, error.retryable, error.fatal, error.retry_after_s) == ("throttled", True, False, 36.0)
    assert error.provider_code == "RESOURCE_EXHAUSTED"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, openai("Incorrect API key provided: sk-abcdefgh1234.", "invalid_api_key"), "variable WORLD_KEY"),
        (400, google(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."), "variable WORLD_KEY"),
        (401, {"statusCode": 401, "message": "Access denied, invalid subscription key"}, 'key_header = "api-key"'),
        (403, {"error": "the header X-Company is missing"}, "[providers.world] headers = {"),
        (403, b"<html><title>Forbidden</title></html>", "Forbidden"),
        (404, openai("The model `m-1` does not exist or you do not have access to it.", "model_not_found"),
         "models.task.model"),
        (404, {"error": {"message": 'model "m-1" not found, try pulling it first', "type": "api_error"}},
         "models.task.model"),
        (400, {"error": {"message": "m-1 is not a valid model ID", "code": 400}}, "models.task.model"),
        (400, {"error": {"message": "Model Not Exist", "type": "invalid_request_error"}}, "models.task.model"),
        (404, b"<!DOCTYPE html><title>404 Not Found</title>", "[providers.world] base_url"),
        (404, {"detail": "Not Found"}, "[providers.world] base_url"),
        (405, {"detail": "Method Not Allowed"}, "[providers.world] base_url"),
    ],
)  # fmt: skip
def test_a_wrong_key_model_or_address_ends_the_job_and_names_what_to_change(
    status: int, body: object, words: str
) -> None:
    error = failed(status, body)
    assert (error.cause, error.fatal, error.retryable) == (f"http_{status}", True, False)
    assert words in error.message
    assert error.message.startswith(f"world answered {status}")


def test_an_address_without_a_version_or_an_azure_query_is_told_what_is_missing() -> None:
    bare = Place(name="my world", provider=Provider(base_url="http://x"))
    assert '[providers."my world"] base_url`, which usually ends in /v1' in failed(404, b"", place=bare).message
    azure = Place(name="a", provider=Provider(base_url="http://x/openai/deployments/d"))
    assert "query = { api-version" in failed(404, b"", place=azure).message
    claude = msgspec.structs.replace(asked(), endpoint=msgspec.structs.replace(MODEL, model="claude-opus-4-7"))
    assert 'dialect = "anthropic-messages"' in failed(404, b"", call=claude).message
    assert "anthropic" not in failed(404, b"").message
    assert "no key is sent" in failed(401, b"", place=azure).message


def test_a_redirect_is_not_followed_and_says_where_it_leads() -> None:
    error = failed(308, b"", headers={"location": f"https://elsewhere/v1?key={KEY}"})
    assert (error.cause, error.fatal) == ("http_308", True)
    assert "a redirect to https://elsewhere/v1?key=…" in error.message
    assert "base_url" in error.message


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 529])
def test_a_status_that_may_pass_is_asked_again_and_keeps_the_providers_words(status: int) -> None:
    body = (
        b"<html><head><title>Bad gateway</title></head></html>" if status == 502 else {"error": {"message": "Loading"}}
    )
    error = failed(status, body, headers={"retry-after": "999999"})
    assert (error.retryable, error.fatal, error.possibly_paid, error.http_status) == (True, False, False, status)
    assert error.cause == ("throttled" if status == 429 else f"http_{status}")
    assert error.outage == (status >= 500)
    assert error.retry_after_s == 999999
    assert error.message == f"world answered {status}: {'Bad gateway' if status == 502 else 'Loading'}"


@pytest.mark.parametrize(
    ("status", "body"), [(400, b"no"), (418, b"teapot"), (422, {}), (400, []), (415, {"error": 5})]
)
def test_a_refusal_that_nobody_knows_fails_its_call_alone(status: int, body: object) -> None:
    error = failed(status, body)
    assert (error.cause, error.retryable, error.fatal, error.possibly_paid) == (f"http_{status}", False, False, False)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (f"your key is {KEY}", "your key is …"),
        ("Incorrect API key provided: sk-proj-abcd1234efgh5678. See", "Incorrect API key provided: sk-… See"),
        ("Incorrect API key provided: my-se*****cret.", "Incorrect API key provided: …"),
        ("Bearer abcdef is wrong", "… is wrong"),
        ("use 0123456789abcdef0123456789abcdef", "use …"),
        (
            "gpt-4o-mini-2024-07-18 and max_completion_tokens stay",
            "gpt-4o-mini-2024-07-18 and max_completion_tokens stay",
        ),
        ("two\nlines  of   words", "two lines of words"),
        ("x " * 400, ("x " * 400)[:299] + "…"),
    ],
)
def test_the_providers_words_are_one_short_line_without_keys(words: str, shown: str) -> None:
    message = failed(500, {"error": {"message": words}}).message
    assert message == f"world answered 500: {shown}".rstrip(". ")


def test_a_gateways_error_holds_the_words_of_the_provider_behind_it() -> None:
    error = {"code": 400, "message": "Provider returned error", "metadata": {"raw": '{"error":"Unknown name seed"}'}}
    assert "Unknown name seed" in failed(400, {"error": error}).message
