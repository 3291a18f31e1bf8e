"""What is wrong with many rows is one fault."""

from gradcheck.errors import FieldError, InvalidRequestError, gathered


def missing(count: int, path: str = "task.examples[{}].expected") -> list[FieldError]:
    return [FieldError(path.format(place), "is missing; accepted is a text") for place in range(count)]


def test_the_same_fault_in_many_rows_is_one_with_their_number_and_the_first() -> None:
    error = InvalidRequestError.of(*missing(80))
    message = "is missing; accepted is a text; 80 are like this, the first 0, 1, 2, 3, 4"
    assert error.errors == (FieldError("task.examples[*].expected", message),)
    assert error.message == "80 fields are not acceptable"


def test_a_few_faults_are_named_one_by_one() -> None:
    assert gathered(missing(3)) == tuple(missing(3))
    assert len(gathered(missing(4))) == 1


def test_messages_that_differ_in_what_a_row_holds_are_alike() -> None:
    errors = [FieldError(f"task.examples[{n}].id", f"'e{n}' is used {n + 2} times") for n in range(10)]
    assert gathered(errors) == (
        FieldError("task.examples[*].id", "'e0' is used 2 times; 10 are like this, the first 0, 1, 2, 3, 4"),
    )


def test_other_faults_and_other_fields_stay_apart_and_in_order() -> None:
    other, lone = FieldError("prompt", "is empty"), FieldError("task.examples[2].expected", "is a list")
    ids = missing(5, "task.examples[{}].id")
    found = gathered([other, *missing(4), lone, *ids])
    assert [field_error.path for field_error in found] == [
        *("prompt", "task.examples[*].expected", "task.examples[2].expected", "task.examples[*].id")
    ]


def test_only_the_numbers_that_differ_are_left_open() -> None:
    inner = gathered(missing(6, "arms[2].examples[{}].id"))
    assert inner[0].path == "arms[2].examples[*].id"
    both = gathered([FieldError(f"arms[{n // 3}].rows[{n % 3}]", "is empty") for n in range(6)])
    assert both == (
        FieldError(
            "arms[*].rows[*]",
            "is empty; 6 are like this, the first "
            "arms[0].rows[0], arms[0].rows[1], arms[0].rows[2], arms[1].rows[0], arms[1].rows[1]",
        ),
    )


def test_faults_that_are_of_no_row_are_left_as_they_are() -> None:
    errors = [FieldError("budget", f"is too small by {n}") for n in range(5)]
    assert gathered(errors) == tuple(errors)
