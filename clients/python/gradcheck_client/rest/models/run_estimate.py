from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.amount import Amount
  from ..models.data_report import DataReport
  from ..models.rounds import Rounds





T = TypeVar("T", bound="RunEstimate")



@_attrs_define
class RunEstimate:
    """ What a run would take.

        `seed` and `test` are the calls of these, `first_step` the most of the first step. `least` is what a run pays
    for
        whose every proposal is lost, `most` what it asks for when none is, answers that are known already included;
    null
        where only the budget ends the method. `needed` is the least budget that is accepted. `data` says what repeats
    in
        the examples.

        Attributes:
            method (str):
            seed (int):
            first_step (int):
            test (int):
            least (Amount): Calls, and what they come to as calls of the task's model with the prompt as it was given.

                    `cost_usd` is null where nobody knows what one of the models costs.
            most (Amount | None):
            needed (Amount): Calls, and what they come to as calls of the task's model with the prompt as it was given.

                    `cost_usd` is null where nobody knows what one of the models costs.
            rounds (Rounds): Dependent rounds: calls that wait for one another when every other one is made at once.

                    A rollout is one round, however many modules it has. `most` includes the seed's score and the test.
            data (DataReport | None):
     """

    method: str
    seed: int
    first_step: int
    test: int
    least: Amount
    most: Amount | None
    needed: Amount
    rounds: Rounds
    data: DataReport | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.amount import Amount # noqa: PLC0415
        from ..models.data_report import DataReport # noqa: PLC0415
        from ..models.rounds import Rounds # noqa: PLC0415
        method = self.method

        seed = self.seed

        first_step = self.first_step

        test = self.test

        least = self.least.to_dict()

        most: dict[str, Any] | None
        if isinstance(self.most, Amount):
            most = self.most.to_dict()
        else:
            most = self.most

        needed = self.needed.to_dict()

        rounds = self.rounds.to_dict()

        data: dict[str, Any] | None
        if isinstance(self.data, DataReport):
            data = self.data.to_dict()
        else:
            data = self.data


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "method": method,
            "seed": seed,
            "first_step": first_step,
            "test": test,
            "least": least,
            "most": most,
            "needed": needed,
            "rounds": rounds,
            "data": data,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.amount import Amount # noqa: PLC0415
        from ..models.data_report import DataReport # noqa: PLC0415
        from ..models.rounds import Rounds # noqa: PLC0415
        d = dict(src_dict)
        method = d.pop("method")

        seed = d.pop("seed")

        first_step = d.pop("first_step")

        test = d.pop("test")

        least = Amount.from_dict(d.pop("least"))




        def _parse_most(data: object) -> Amount | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                most_type_0 = Amount.from_dict(data)



                return most_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Amount | None, data)

        most = _parse_most(d.pop("most"))


        needed = Amount.from_dict(d.pop("needed"))




        rounds = Rounds.from_dict(d.pop("rounds"))




        def _parse_data(data: object) -> DataReport | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = DataReport.from_dict(data)



                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DataReport | None, data)

        data = _parse_data(d.pop("data"))


        run_estimate = cls(
            method=method,
            seed=seed,
            first_step=first_step,
            test=test,
            least=least,
            most=most,
            needed=needed,
            rounds=rounds,
            data=data,
        )


        run_estimate.additional_properties = d
        return run_estimate

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
