from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.choice import Choice
  from ..models.contains import Contains
  from ..models.exact import Exact
  from ..models.example_text import ExampleText
  from ..models.f1 import F1
  from ..models.fractions import Fractions
  from ..models.json import Json
  from ..models.judge import Judge
  from ..models.numeric import Numeric
  from ..models.regex import Regex
  from ..models.set_ import Set





T = TypeVar("T", bound="TaskText")



@_attrs_define
class TaskText:
    """ The task: examples, how answers are scored, and a description for critics, editors and judges.

        Attributes:
            examples (list[ExampleText]):
            scoring (Choice | Contains | Exact | F1 | Json | Judge | Numeric | Regex | Set):
            split (Fractions | Unset): How the examples are divided; the four add up to 1.
            split_seed (int | Unset):  Default: 0.
            description (None | str | Unset):
     """

    examples: list[ExampleText]
    scoring: Choice | Contains | Exact | F1 | Json | Judge | Numeric | Regex | Set
    split: Fractions | Unset = UNSET
    split_seed: int | Unset = 0
    description: None | str | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.choice import Choice # noqa: PLC0415
        from ..models.contains import Contains # noqa: PLC0415
        from ..models.exact import Exact # noqa: PLC0415
        from ..models.example_text import ExampleText # noqa: PLC0415
        from ..models.f1 import F1 # noqa: PLC0415
        from ..models.fractions import Fractions # noqa: PLC0415
        from ..models.json import Json # noqa: PLC0415
        from ..models.judge import Judge # noqa: PLC0415
        from ..models.numeric import Numeric # noqa: PLC0415
        from ..models.regex import Regex # noqa: PLC0415
        from ..models.set_ import Set # noqa: PLC0415
        examples = []
        for examples_item_data in self.examples:
            examples_item = examples_item_data.to_dict()
            examples.append(examples_item)



        scoring: dict[str, Any]
        if isinstance(self.scoring, Exact):
            scoring = self.scoring.to_dict()
        elif isinstance(self.scoring, Choice):
            scoring = self.scoring.to_dict()
        elif isinstance(self.scoring, Numeric):
            scoring = self.scoring.to_dict()
        elif isinstance(self.scoring, Contains):
            scoring = self.scoring.to_dict()
        elif isinstance(self.scoring, Regex):
            scoring = self.scoring.to_dict()
        elif isinstance(self.scoring, F1):
            scoring = self.scoring.to_dict()
        elif isinstance(self.scoring, Json):
            scoring = self.scoring.to_dict()
        elif isinstance(self.scoring, Set):
            scoring = self.scoring.to_dict()
        else:
            scoring = self.scoring.to_dict()


        split: dict[str, Any] | Unset = UNSET
        if not isinstance(self.split, Unset):
            split = self.split.to_dict()

        split_seed = self.split_seed

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "examples": examples,
            "scoring": scoring,
        })
        if split is not UNSET:
            field_dict["split"] = split
        if split_seed is not UNSET:
            field_dict["split_seed"] = split_seed
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.choice import Choice # noqa: PLC0415
        from ..models.contains import Contains # noqa: PLC0415
        from ..models.exact import Exact # noqa: PLC0415
        from ..models.example_text import ExampleText # noqa: PLC0415
        from ..models.f1 import F1 # noqa: PLC0415
        from ..models.fractions import Fractions # noqa: PLC0415
        from ..models.json import Json # noqa: PLC0415
        from ..models.judge import Judge # noqa: PLC0415
        from ..models.numeric import Numeric # noqa: PLC0415
        from ..models.regex import Regex # noqa: PLC0415
        from ..models.set_ import Set # noqa: PLC0415
        d = dict(src_dict)
        examples = []
        _examples = d.pop("examples")
        for examples_item_data in (_examples):
            examples_item = ExampleText.from_dict(examples_item_data)



            examples.append(examples_item)


        def _parse_scoring(data: object) -> Choice | Contains | Exact | F1 | Json | Judge | Numeric | Regex | Set:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scoring_type_0 = Exact.from_dict(data)



                return scoring_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scoring_type_1 = Choice.from_dict(data)



                return scoring_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scoring_type_2 = Numeric.from_dict(data)



                return scoring_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scoring_type_3 = Contains.from_dict(data)



                return scoring_type_3
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scoring_type_4 = Regex.from_dict(data)



                return scoring_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scoring_type_5 = F1.from_dict(data)



                return scoring_type_5
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scoring_type_6 = Json.from_dict(data)



                return scoring_type_6
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scoring_type_7 = Set.from_dict(data)



                return scoring_type_7
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            scoring_type_8 = Judge.from_dict(data)



            return scoring_type_8

        scoring = _parse_scoring(d.pop("scoring"))


        _split = d.pop("split", UNSET)
        split: Fractions | Unset
        if isinstance(_split,  Unset):
            split = UNSET
        else:
            split = Fractions.from_dict(_split)




        split_seed = d.pop("split_seed", UNSET)

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))


        task_text = cls(
            examples=examples,
            scoring=scoring,
            split=split,
            split_seed=split_seed,
            description=description,
        )

        return task_text

