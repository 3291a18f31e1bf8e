"""Forms send what the API takes: every field has a place in the request, what is offered is what there is."""

import re
from typing import get_args

import pytest

from gradcheck.domain.feedback import PassedFeedback
from tests.api.server import Json, Server
from tests.pages.browser import elements, shown

FORMS = {
    "/ui/start": ("OptimizeRequest", "/optimize", "/optimize/estimate"),
    "/ui/start/study": ("StudyRequest", "/studies", "/studies/plan"),
    "/ui/start/headroom": ("HeadroomRequest", "/headroom", "/headroom/plan"),
}
ENTRIES = {"arms": "ArmSpec", "comparisons": "ComparisonSpec"}


def places(text: str) -> set[str]:
    """Where the fields of a form stand in its request; those of an entry of a list as `arms[].name`."""
    found, within, entry, depth = set[str](), "", "", 0
    for match in re.finditer(r'<(/?)div|data-within="(\w+)"|data-list="(\w+)"|data-path="([\w.]+)"', text):
        closing, inside, listed, path = match.groups()
        if inside or listed:
            within, entry, depth = inside or within, listed or "", 0
        elif path:
            found.add(f"{entry}[].{path}" if entry else f"{within}.{path}" if within else path)
        else:
            depth += -1 if closing else 1
            if depth < 0:
                within = entry = ""
    return found


@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_a_form_has_a_place_in_what_the_api_takes(server: Server, form: str) -> None:
    schemas = server.get("/openapi.json")["components"]["schemas"]
    name, *_ = FORMS[form]
    for place in places(shown(server, form)):
        head, _, rest = place.partition(".")
        if head.endswith("[]"):
            assert rest.partition(".")[0] in schemas[ENTRIES[head[:-2]]]["properties"], place
        elif head == "optimize":
            assert rest.partition(".")[0] in schemas["OptimizeRequest"]["properties"], place
        else:
            assert head in schemas[name]["properties"], place


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_estimated_before_it_starts_what_it_describes(server: Server, form: str) -> None:
    text = shown(server, form)
    _, starts, estimates = FORMS[form]
    assert f'data-api="{starts}"' in text
    assert text.index(f'data-address="{estimates}"') < text.index('<button class="primary">')
    kinds = [attributes for tag, attributes in elements(text) if tag == "a" and attributes["href"] in FORMS]
    assert {kind["href"] for kind in kinds} >= FORMS.keys()
    assert [kind["href"] for kind in kinds if kind.get("aria-current")] == [form]


def test_the_form_of_a_study_offers_what_arms_may_be(server: Server) -> None:
    text = shown(server, "/ui/start/study")
    (arm,) = re.findall(r'data-list="arms".*?<template>(.*?)</template>', text, re.DOTALL)
    for method in server.http.get("/methods").json():
        assert f"<option>{method['name']}</option>" in arm
    for passed in get_args(PassedFeedback):
        assert (f"<option>{passed}</option>" in arm) is (passed != "real")


def test_a_data_set_that_is_to_be_used_is_chosen_already(server: Server) -> None:
    rows: Json = {"content": "text,label\na good thing,positive\n", "headers": {"Content-Type": "text/csv"}}
    server.http.post("/datasets?name=chosen", **rows)
    assert "<option selected>chosen</option>" in shown(server, "/ui/start?dataset=chosen")
