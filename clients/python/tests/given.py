"""The service that the tests ask, and a small request in its world, as `python -m tests.wheel` names them."""

import json
import os
from typing import Any

from gradcheck_client import Gradcheck

URL = os.environ["GRADCHECK_URL"]
KEY = os.environ["GRADCHECK_KEY"]
REQUEST: dict[str, Any] = json.loads(os.environ["GRADCHECK_REQUEST"])
ROWS = [{"text": one["input"]["text"], "label": one["expected"]} for one in REQUEST["task"]["examples"]]


def service() -> Gradcheck:
    """A client."""
    return Gradcheck(URL, api_key=KEY)


def asked(**changes: object) -> dict[str, Any]:
    """The request, with other fields."""
    return {**REQUEST, **changes}


def without_task(**changes: object) -> dict[str, Any]:
    """The request without its examples, for those that come as data."""
    return {name: value for name, value in asked(**changes).items() if name != "task"}
