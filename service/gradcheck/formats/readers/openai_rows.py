"""Rows of OpenAI: conversations, items and samples of evaluations, datasets with ratings and critiques."""

from collections.abc import Sequence
from typing import Any

from gradcheck.errors import FieldError
from gradcheck.formats.conversation import conversation, is_conversation
from gradcheck.formats.readers.inputs_of_rows import InputsOfRows
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.recognized import Findings, Json, remark
from gradcheck.formats.tools_of import tools_of
from gradcheck.formats.values import EXPECTED_NAMES, as_expected, as_fields, split_expected, text_or_none
from gradcheck.inputs.fields import as_text
from gradcheck.scoring import ToolCalls

_CRITIQUES = ("output_feedback", "feedback", "critique", "comment")
_RATINGS = ("rating", "output_rating")
_GOOD = frozenset({"good", "thumbs_up", "thumbs up", "👍", "up", "pass", "true", "1", "1.0", "positive"})
_BAD = frozenset({"bad", "thumbs_down", "thumbs down", "👎", "down", "fail", "false", "0", "-1", "0.0", "negative"})
_OUTPUTS = ("output", "model_output", "response", "completion")


def _is_chat(row: Json) -> bool:
    return is_conversation(row.get("messages"))


def _read_chats(rows: Sequence[Json], found: Findings) -> None:
    """Conversations with what is said of their last answer; without, that answer is the expected one.

    Where rows have tools and answers call them, the calls are expected, and none of an answer in words.
    """
    inputs, tools, answered = InputsOfRows(found), tools_of(rows, found), list[Json]()
    for number, row in enumerate(rows):
        example: Json = {"id": row["id"]} if isinstance(row.get("id"), str) else {}
        parts = inputs.put_turns(example, row["messages"], number, "messages", with_calls=bool(tools))
        name = split_expected(row)
        judged = _judged(row, parts.answer, example, found, number)
        if name is not None:
            example["expected"] = as_expected(row[name])
            found.maps(name, "expected")
        elif parts.calls and not judged:
            example["expected"], found.scoring = list(parts.calls), ToolCalls()
            found.maps("calls of the last assistant message", "expected")
        elif parts.answer is not None and not judged:
            example["expected"] = parts.answer
            answered.append(example)
            found.maps("the last assistant message", "expected")
        known = {"messages", "id", *tools, *_CRITIQUES, *_RATINGS, *_OUTPUTS, name}
        for other in sorted(key for key in row.keys() - known if row[key]):
            found.leaves(f"{other} is not used", number)
        found.add(number, example)
    if found.scoring is not None and answered:
        found.leaves("answers in words, beside which others call tools: expected is that nothing is called")
        for example in answered:
            example["expected"] = []
    inputs.finish()
    if tools:
        found.prompts[:] = [(found.prompts or [{}])[0] | tools]


def _is_evaluation(row: Json) -> bool:
    return (
        isinstance(row.get("item"), dict)
        or isinstance(row.get("datasource_item"), dict)
        or (is_conversation(row.get("input")) and "ideal" in row)
    )


def _read_evaluations(rows: Sequence[Json], found: Findings) -> None:
    """Items with, in exported runs, the sample that was drawn and what the graders said of it."""
    inputs = InputsOfRows(found)
    for number, row in enumerate(rows):
        example: Json = {"id": row["id"]} if isinstance(row.get("id"), str) else {}
        if "ideal" in row and "item" not in row:
            inputs.put_turns(example, row["input"], number, "input")
            example["expected"] = as_expected(row["ideal"])
            found.maps("ideal", "expected")
        else:
            name = "item" if "item" in row else "datasource_item"
            _item(row[name], name, example, inputs, found, number)
            _sample(row, example, found, number)
        found.add(number, example)
    inputs.finish()


def _item(item: object, where: str, example: Json, inputs: InputsOfRows, found: Findings, number: int) -> None:
    """An item as input and expected answer."""
    if not isinstance(item, dict) or not item:
        found.errors.append(FieldError(f"rows[{number}].{where}", "is no object with fields"))
        return
    name = split_expected(item)
    if name is not None:
        example["expected"] = as_expected(item[name])
        found.maps(f"{where}.{name}", "expected")
    else:
        found.leaves(f"no field of {where} has a name of expected answers ({', '.join(EXPECTED_NAMES[:4])}, …)", number)
    inputs.put(example, {key: value for key, value in item.items() if key != name}, number, where)


def _sample(row: Json, example: Json, found: Findings, number: int) -> None:
    """What graders said of a sample becomes feedback."""
    sample = row.get("sample")
    answer = _output_text(sample) if isinstance(sample, dict) else None
    for result in row.get("results") or ():
        if not isinstance(result, dict) or not isinstance(result.get("passed"), bool):
            found.leaves("results of graders without passed", number)
            continue
        words = "passed" if result["passed"] else "failed"
        name = as_text(result.get("name", "a grader")).partition("-")[0]
        text = f"the grader {name} {words} an answer"
        remark(example, text=text, rating=result["passed"], answer=answer)
        found.maps("results", "feedback")
    if answer is not None and not row.get("results"):
        found.leaves("answers that nothing is said of", number)
    _judged(row, answer, example, found, number)


def _output_text(sample: Json) -> str | None:
    if isinstance(sample.get("output_text"), str):
        return str(sample["output_text"])
    if is_conversation(sample.get("output")):
        return "\n".join(as_text(message.get("content") or "") for message in sample["output"])
    return None


def _is_dataset(row: Json) -> bool:
    if "messages" in row:
        return False
    rated = row.keys() & {*_RATINGS}
    return "output_feedback" in row or bool(rated and row.keys() & {*_OUTPUTS})


def _read_dataset(rows: Sequence[Json], found: Findings) -> None:
    """Columns of a dataset with an answer, its rating and critique; an answer rated good is one to expect."""
    for number, row in enumerate(rows):
        output = next((name for name in _OUTPUTS if row.get(name)), None)
        said = {*_CRITIQUES, *_RATINGS, *_OUTPUTS}
        rest = {key: value for key, value in row.items() if key not in said and key not in {"id", ""}}
        name = split_expected(rest)
        answer = None if output is None else as_text(row[output])
        example: Json = {"id": row["id"]} if isinstance(row.get("id"), str) and row["id"] else {}
        judged = _judged(row, answer, example, found, number)
        if name is not None:
            example["expected"] = as_expected(rest.pop(name))
            found.maps(name, "expected")
        elif answer is not None and judged and example["feedback"][-1].get("rating"):
            example["expected"] = answer
            found.maps(f"{output} where it is rated good", "expected")
        example["input"] = as_fields(rest, found, "columns")
        if not example["input"]:
            found.errors.append(FieldError(f"rows[{number}]", "has no column beside answer, rating and critique"))
        found.maps("other columns", "input")
        found.add(number, example)


def _judged(row: Json, answer: str | None, example: Json, found: Findings, number: int) -> bool:
    """Put rating and critique into the example; whether there are any."""
    rating = next((row[name] for name in _RATINGS if row.get(name) not in (None, "")), None)
    critique = next((text for name in _CRITIQUES if (text := text_or_none(row.get(name)))), None)
    good = None if rating is None else _good(rating)
    if rating is not None and good is None:
        found.leaves(f"ratings that are neither good nor bad, such as {as_text(rating)[:40]!r}", number)
    if critique is None and good is None:
        return False
    remark(example, text=critique or "", rating=good, answer=answer)
    found.maps("rating and critique", "feedback")
    return True


def _good(rating: object) -> bool | None:
    word = str(rating).strip().lower()
    return True if word in _GOOD else False if word in _BAD else None


def as_prompt(messages: Sequence[Any], found: Findings, path: str) -> Json:
    """Messages as a prompt: the system's, the last user's, and pairs of turns between them as demos."""
    parts = conversation(messages, found, path)
    if parts.answer is not None:
        found.leaves("an assistant's message at the end of a prompt")
    *before, last = parts.turns or ({},)
    prompt: Json = {} if parts.system is None else {"system": parts.system}
    if last.get("role") == "user":
        prompt["user"] = parts.question
    demos = [
        {"input": asked.get("content"), "output": answered.get("content")}
        for asked, answered in zip(before[::2], before[1::2], strict=False)
        if (asked.get("role"), answered.get("role")) == ("user", "assistant")
    ]
    if 2 * len(demos) == len(before) and all(isinstance(text, str) for demo in demos for text in demo.values()):
        return prompt | ({"demos": demos} if demos else {})
    found.leaves("turns of a prompt that are no pairs of user and assistant")
    return prompt


CHATS = RowFormat(
    kind="openai_chat", about="OpenAI conversations: messages with roles", matches=_is_chat, read=_read_chats
)
EVALUATIONS = RowFormat(
    kind="openai_evals",
    about="OpenAI evaluation rows: item with sample, output items of a run, or input with ideal",
    matches=_is_evaluation,
    read=_read_evaluations,
)
DATASET = RowFormat(
    kind="openai_dataset",
    about="an OpenAI dataset with ratings or output_feedback",
    matches=_is_dataset,
    read=_read_dataset,
)
