from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.template_endpoint import check_template_endpoint
from ..models.template_endpoint import TemplateEndpoint
from ..models.template_reply import check_template_reply
from ..models.template_reply import TemplateReply
from typing import cast

if TYPE_CHECKING:
  from ..models.sampling import Sampling





T = TypeVar("T", bound="Template")



@_attrs_define
class Template:
    """ A prompt for a critic or an editor; gaps are written {{name}} and filled from the slots of that name.

        `system` is only for the chat endpoint. `endpoint: none` asks no model: the text is `user` as it is filled.
        `reply` says how the answer is read: the text between <tag> and </tag>, several such texts (`tags`), or the
    first
        line. `evidence_line` renders a rollout, `feedback_line` a feedback, `history_line` a candidate that was tried,
        `example_line` an example with its expected answer; `absent` stands where there is no feedback, `nothing` where
        there is no history or no example. With `keeps_frame` the reader does not see the outer blocks of a component
    that
        hold placeholders; they are put back around its answer, unless the component is nothing else.

        Attributes:
            name (str):
            endpoint (TemplateEndpoint):
            user (str):
            system (None | str):
            stop (list[str]):
            reply (TemplateReply):  Default: 'tag'.
            tag (str):  Default: 'PROMPT'.
            sampling (Sampling): How an answer is drawn. `max_tokens` bounds the answer; the seed comes from the draw.

                    `effort` is how much a model may think and `extra` are further fields of the request's body, as the caller
                wrote
                    them for the role.
            evidence_line (str):  Default: ''.
            feedback_line (str):  Default: '{{feedback}}'.
            history_line (str):  Default: '{{number}}. {{text}}'.
            example_line (str):  Default: ''.
            absent (str):  Default: 'No feedback is available.'.
            nothing (str):  Default: 'none'.
            keeps_frame (bool):  Default: False.
     """

    name: str
    endpoint: TemplateEndpoint
    user: str
    system: None | str
    stop: list[str]
    sampling: Sampling
    reply: TemplateReply = 'tag'
    tag: str = 'PROMPT'
    evidence_line: str = ''
    feedback_line: str = '{{feedback}}'
    history_line: str = '{{number}}. {{text}}'
    example_line: str = ''
    absent: str = 'No feedback is available.'
    nothing: str = 'none'
    keeps_frame: bool = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.sampling import Sampling # noqa: PLC0415
        name = self.name

        endpoint: str = self.endpoint

        user = self.user

        system: None | str
        system = self.system

        stop = self.stop



        reply: str = self.reply

        tag = self.tag

        sampling = self.sampling.to_dict()

        evidence_line = self.evidence_line

        feedback_line = self.feedback_line

        history_line = self.history_line

        example_line = self.example_line

        absent = self.absent

        nothing = self.nothing

        keeps_frame = self.keeps_frame


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "name": name,
            "endpoint": endpoint,
            "user": user,
            "system": system,
            "stop": stop,
            "reply": reply,
            "tag": tag,
            "sampling": sampling,
            "evidence_line": evidence_line,
            "feedback_line": feedback_line,
            "history_line": history_line,
            "example_line": example_line,
            "absent": absent,
            "nothing": nothing,
            "keeps_frame": keeps_frame,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sampling import Sampling # noqa: PLC0415
        d = dict(src_dict)
        name = d.pop("name")

        endpoint = check_template_endpoint(d.pop("endpoint"))




        user = d.pop("user")

        def _parse_system(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        system = _parse_system(d.pop("system"))


        stop = cast(list[str], d.pop("stop"))


        reply = check_template_reply(d.pop("reply"))




        tag = d.pop("tag")

        sampling = Sampling.from_dict(d.pop("sampling"))




        evidence_line = d.pop("evidence_line")

        feedback_line = d.pop("feedback_line")

        history_line = d.pop("history_line")

        example_line = d.pop("example_line")

        absent = d.pop("absent")

        nothing = d.pop("nothing")

        keeps_frame = d.pop("keeps_frame")

        template = cls(
            name=name,
            endpoint=endpoint,
            user=user,
            system=system,
            stop=stop,
            reply=reply,
            tag=tag,
            sampling=sampling,
            evidence_line=evidence_line,
            feedback_line=feedback_line,
            history_line=history_line,
            example_line=example_line,
            absent=absent,
            nothing=nothing,
            keeps_frame=keeps_frame,
        )


        template.additional_properties = d
        return template

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
