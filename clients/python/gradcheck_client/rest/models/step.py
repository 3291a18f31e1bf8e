from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.background import Background
  from ..models.candidate import Candidate
  from ..models.critic_request import CriticRequest
  from ..models.edit_request import EditRequest
  from ..models.feedback import Feedback
  from ..models.proposal import Proposal
  from ..models.selection import Selection





T = TypeVar("T", bound="Step")



@_attrs_define
class Step:
    """ One turn of a method, as recorded; its rollouts are kept beside it.

        Attributes:
            n (int):
            parents (list[str]):
            minibatch (list[str]):
            backgrounds (list[Background]):
            critic_requests (list[CriticRequest]):
            feedback (list[Feedback]):
            edit_requests (list[EditRequest]):
            proposals (list[Proposal]):
            candidates (list[Candidate]):
            selection (None | Selection):
            notes (list[str]):
     """

    n: int
    parents: list[str]
    minibatch: list[str]
    backgrounds: list[Background]
    critic_requests: list[CriticRequest]
    feedback: list[Feedback]
    edit_requests: list[EditRequest]
    proposals: list[Proposal]
    candidates: list[Candidate]
    selection: None | Selection
    notes: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.background import Background # noqa: PLC0415
        from ..models.candidate import Candidate # noqa: PLC0415
        from ..models.critic_request import CriticRequest # noqa: PLC0415
        from ..models.edit_request import EditRequest # noqa: PLC0415
        from ..models.feedback import Feedback # noqa: PLC0415
        from ..models.proposal import Proposal # noqa: PLC0415
        from ..models.selection import Selection # noqa: PLC0415
        n = self.n

        parents = self.parents



        minibatch = self.minibatch



        backgrounds = []
        for backgrounds_item_data in self.backgrounds:
            backgrounds_item = backgrounds_item_data.to_dict()
            backgrounds.append(backgrounds_item)



        critic_requests = []
        for critic_requests_item_data in self.critic_requests:
            critic_requests_item = critic_requests_item_data.to_dict()
            critic_requests.append(critic_requests_item)



        feedback = []
        for feedback_item_data in self.feedback:
            feedback_item = feedback_item_data.to_dict()
            feedback.append(feedback_item)



        edit_requests = []
        for edit_requests_item_data in self.edit_requests:
            edit_requests_item = edit_requests_item_data.to_dict()
            edit_requests.append(edit_requests_item)



        proposals = []
        for proposals_item_data in self.proposals:
            proposals_item = proposals_item_data.to_dict()
            proposals.append(proposals_item)



        candidates = []
        for candidates_item_data in self.candidates:
            candidates_item = candidates_item_data.to_dict()
            candidates.append(candidates_item)



        selection: dict[str, Any] | None
        if isinstance(self.selection, Selection):
            selection = self.selection.to_dict()
        else:
            selection = self.selection

        notes = self.notes




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "n": n,
            "parents": parents,
            "minibatch": minibatch,
            "backgrounds": backgrounds,
            "critic_requests": critic_requests,
            "feedback": feedback,
            "edit_requests": edit_requests,
            "proposals": proposals,
            "candidates": candidates,
            "selection": selection,
            "notes": notes,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.background import Background # noqa: PLC0415
        from ..models.candidate import Candidate # noqa: PLC0415
        from ..models.critic_request import CriticRequest # noqa: PLC0415
        from ..models.edit_request import EditRequest # noqa: PLC0415
        from ..models.feedback import Feedback # noqa: PLC0415
        from ..models.proposal import Proposal # noqa: PLC0415
        from ..models.selection import Selection # noqa: PLC0415
        d = dict(src_dict)
        n = d.pop("n")

        parents = cast(list[str], d.pop("parents"))


        minibatch = cast(list[str], d.pop("minibatch"))


        backgrounds = []
        _backgrounds = d.pop("backgrounds")
        for backgrounds_item_data in (_backgrounds):
            backgrounds_item = Background.from_dict(backgrounds_item_data)



            backgrounds.append(backgrounds_item)


        critic_requests = []
        _critic_requests = d.pop("critic_requests")
        for critic_requests_item_data in (_critic_requests):
            critic_requests_item = CriticRequest.from_dict(critic_requests_item_data)



            critic_requests.append(critic_requests_item)


        feedback = []
        _feedback = d.pop("feedback")
        for feedback_item_data in (_feedback):
            feedback_item = Feedback.from_dict(feedback_item_data)



            feedback.append(feedback_item)


        edit_requests = []
        _edit_requests = d.pop("edit_requests")
        for edit_requests_item_data in (_edit_requests):
            edit_requests_item = EditRequest.from_dict(edit_requests_item_data)



            edit_requests.append(edit_requests_item)


        proposals = []
        _proposals = d.pop("proposals")
        for proposals_item_data in (_proposals):
            proposals_item = Proposal.from_dict(proposals_item_data)



            proposals.append(proposals_item)


        candidates = []
        _candidates = d.pop("candidates")
        for candidates_item_data in (_candidates):
            candidates_item = Candidate.from_dict(candidates_item_data)



            candidates.append(candidates_item)


        def _parse_selection(data: object) -> None | Selection:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                selection_type_0 = Selection.from_dict(data)



                return selection_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Selection, data)

        selection = _parse_selection(d.pop("selection"))


        notes = cast(list[str], d.pop("notes"))


        step = cls(
            n=n,
            parents=parents,
            minibatch=minibatch,
            backgrounds=backgrounds,
            critic_requests=critic_requests,
            feedback=feedback,
            edit_requests=edit_requests,
            proposals=proposals,
            candidates=candidates,
            selection=selection,
            notes=notes,
        )


        step.additional_properties = d
        return step

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
