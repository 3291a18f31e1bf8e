from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.pairs import Pairs





T = TypeVar("T", bound="DataReport")



@_attrs_define
class DataReport:
    """ What repeats in a divided data set.

        `repeated` examples say what an earlier one says (but for case, width and white space), `contradictory` ones
    expect
        another answer than it. `leaked` ones stand in another split than an equal input or their group, as the caller
    gave
        them; `leaked_into_test` are test examples of which that is true, whichever came first. `alike` ones say nearly
    what
        an earlier one of another split says; likeness moves no example, and in data of one template it is no leak.

        Attributes:
            repeated (Pairs): How many examples have an earlier partner of some kind, and the first of them: the partner's
                id and their own.
            contradictory (Pairs): How many examples have an earlier partner of some kind, and the first of them: the
                partner's id and their own.
            leaked (Pairs): How many examples have an earlier partner of some kind, and the first of them: the partner's id
                and their own.
            leaked_into_test (Pairs): How many examples have an earlier partner of some kind, and the first of them: the
                partner's id and their own.
            alike (Pairs): How many examples have an earlier partner of some kind, and the first of them: the partner's id
                and their own.
     """

    repeated: Pairs
    contradictory: Pairs
    leaked: Pairs
    leaked_into_test: Pairs
    alike: Pairs
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.pairs import Pairs # noqa: PLC0415
        repeated = self.repeated.to_dict()

        contradictory = self.contradictory.to_dict()

        leaked = self.leaked.to_dict()

        leaked_into_test = self.leaked_into_test.to_dict()

        alike = self.alike.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "repeated": repeated,
            "contradictory": contradictory,
            "leaked": leaked,
            "leaked_into_test": leaked_into_test,
            "alike": alike,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pairs import Pairs # noqa: PLC0415
        d = dict(src_dict)
        repeated = Pairs.from_dict(d.pop("repeated"))




        contradictory = Pairs.from_dict(d.pop("contradictory"))




        leaked = Pairs.from_dict(d.pop("leaked"))




        leaked_into_test = Pairs.from_dict(d.pop("leaked_into_test"))




        alike = Pairs.from_dict(d.pop("alike"))




        data_report = cls(
            repeated=repeated,
            contradictory=contradictory,
            leaked=leaked,
            leaked_into_test=leaked_into_test,
            alike=alike,
        )


        data_report.additional_properties = d
        return data_report

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
