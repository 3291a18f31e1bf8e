"""`/llms.txt`: what a program that reads text needs to use the service, and where it reads on."""

from functools import cache

from gradcheck.pages.guide.page_texts import address_of, groups

_OPTIONAL = "Optional"
_HEAD = """# Gradcheck

> A REST service that optimizes prompts for language models, with an interval on how much better they are, and that
> tests by re-running recorded steps whether the feedback did the work.

- Bodies are JSON. Where the service asks for keys: `Authorization: Bearer KEY`.
- `POST /optimize/estimate` says what a run would cost and spends nothing; the same body to `POST /optimize` starts it
  (202 with its id). `Prefer: wait=60` waits for the end; `GET /runs/{run_id}` has status and result.
- Read `result.test.verdict` and `result.test.difference` before using `result.prompt`: `not_distinguishable` is no
  gain.
- `gradcheck mcp --url URL` offers the same as tools over the Model Context Protocol.
- Errors are `application/problem+json`: `detail` says what is wrong, `errors` where.

## Reference

- [OpenAPI document](/openapi.json): every call, body and answer
"""


@cache
def llms_text() -> str:
    """The text, in the form that https://llmstxt.org describes. The last group is what most can do without."""
    parts = [_HEAD]
    for group in groups():
        title = _OPTIONAL if group is groups()[-1] else group.title
        lines = [f"- [{entry.name}]({address_of(entry.path, 'markdown')}): {entry.has}\n" for entry in group.entries]
        parts.append(f"## {title}\n\n{''.join(lines)}")
    return "\n".join(parts)
