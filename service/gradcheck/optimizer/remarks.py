"""What people said of earlier answers to an example, as critics and editors read it."""

from gradcheck.domain.task import Example, Remark
from gradcheck.optimizer.rendering import one_line

_MOST, _MOST_ANSWER, _MOST_WORDS = 3, 200, 400  # remarks of an example, characters


def remarks_on(example: Example) -> str:
    """The first remarks in a sentence each; "" where there are none.

    Nothing is said of an example that is not for training: what critics learn of it would reach its own score.
    """
    return "; ".join(map(_told, example.remarks[:_MOST])) if example.split == "train" else ""


def with_remarks(note: str, remarks: str) -> str:
    """The scorer's note and what was said of earlier answers, in one text."""
    return "; ".join(filter(None, (note, remarks)))


def _told(remark: Remark) -> str:
    words = one_line(remark.text, _MOST_WORDS)
    answer = "" if remark.answer is None else f' ("{one_line(remark.answer, _MOST_ANSWER)}")'
    if remark.rating is not None:
        rated = f"an earlier answer{answer} was rated {'good' if remark.rating else 'bad'}"
        return f"{rated}: {words}" if words else rated
    return f"of an earlier answer{answer} it was said: {words}" if answer else f"said of this example: {words}"
