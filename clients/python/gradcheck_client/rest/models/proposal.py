from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.proposal_status import check_proposal_status
from ..models.proposal_status import ProposalStatus
from typing import cast






T = TypeVar("T", bound="Proposal")



@_attrs_define
class Proposal:
    """ What an editor answered: a candidate and its new text, or why there is none and the answer as it came.

        Attributes:
            request (str):
            candidate (None | str):
            text (None | str):
            status (ProposalStatus):
            reason (str):
     """

    request: str
    candidate: None | str
    text: None | str
    status: ProposalStatus
    reason: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        request = self.request

        candidate: None | str
        candidate = self.candidate

        text: None | str
        text = self.text

        status: str = self.status

        reason = self.reason


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "request": request,
            "candidate": candidate,
            "text": text,
            "status": status,
            "reason": reason,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request = d.pop("request")

        def _parse_candidate(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        candidate = _parse_candidate(d.pop("candidate"))


        def _parse_text(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        text = _parse_text(d.pop("text"))


        status = check_proposal_status(d.pop("status"))




        reason = d.pop("reason")

        proposal = cls(
            request=request,
            candidate=candidate,
            text=text,
            status=status,
            reason=reason,
        )


        proposal.additional_properties = d
        return proposal

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
