"""YAML as JSON's values, read without surprises.

Tags are those of JSON's values. Scalars are those of YAML 1.2's core schema, as the tools that write such files read
them: `no` and `2024-05-01` are texts, and so is `.inf`, which JSON does not have. Aliases may stand, but what they
expand to is bounded, a key may stand once in its mapping, and nothing may hold itself.
"""

import re
from typing import Any, Protocol

import yaml

from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.formats.strict_json import whole_number

_MOST_NODES, _DEEPEST, _LONGEST = 2_000_000, 100, 16_000_000
_NULL = re.compile(r"^(?:~|null|Null|NULL|)$")
_BOOL = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_INT = re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$")
_FLOAT = re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$")
_PREFIX = "tag:yaml.org,2002:"
_TAGS = frozenset(_PREFIX + name for name in ("null", "bool", "int", "float", "str", "seq", "map", "merge"))
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Mark(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class _Core(_LOADER):  # type: ignore[misc]
    """The safe loader with the scalars of the core schema, and merge keys."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the base class looks for it here

    def integer(self, node: yaml.ScalarNode) -> int:
        return whole_number(node.value, 0 if node.value[:2] in {"0o", "0x"} else 10)


def core_scalars(kind: Any) -> None:  # noqa: ANN401 - PyYAML's loaders and dumpers share no type
    """Make a loader or a dumper know the scalars of the core schema, beside those it knows."""
    for name, pattern, first in (
        ("null", _NULL, ["~", "n", "N", ""]),
        ("bool", _BOOL, list("tTfF")),
        ("int", _INT, list("-+0123456789")),
        ("float", _FLOAT, list("-+.0123456789")),
        ("merge", re.compile("^<<$"), ["<"]),
    ):
        kind.add_implicit_resolver(f"{_PREFIX}{name}", pattern, first)


core_scalars(_Core)
_Core.add_constructor(f"{_PREFIX}int", _Core.integer)


def read_yaml(text: str) -> object:
    """The value of a YAML document. Raises InvalidRequestError where it is none, or not one that is read here."""
    if len(text) > _LONGEST:
        raise _fault(f"is YAML of more than {_LONGEST} characters; JSON may be longer", None)
    try:
        _check_depth(text)
        loader = _Core(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            _check(node)
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise _fault(error.problem or "is no YAML", error.problem_mark) from None
    except (yaml.YAMLError, ValueError) as error:
        raise _fault(str(error).partition("\n")[0], None) from None


def _check_depth(text: str) -> None:
    """Depth by events, which are read one after the other: composing nodes calls itself at every level."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise _fault(f"is nested deeper than {_DEEPEST}", event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _check(root: yaml.Node) -> None:
    """Bounds of a document before it is built: size with its aliases, keys that stand twice."""
    sizes: dict[int, float] = {}
    open_nodes: set[int] = set()

    def size(node: yaml.Node) -> float:
        if id(node) in sizes:
            return sizes[id(node)]
        if id(node) in open_nodes:
            raise _fault("an alias stands within what it names", node.start_mark)
        if node.tag not in _TAGS:
            raise _fault(f"the tag {node.tag.replace(_PREFIX, '!!')} is not read here", node.start_mark)
        open_nodes.add(id(node))
        total = 1.0
        if isinstance(node, yaml.MappingNode):
            _once(node)
        for child in _children(node):
            total += size(child)
        if total > _MOST_NODES:
            raise _fault(f"its aliases make it larger than {_MOST_NODES} values", node.start_mark)
        open_nodes.discard(id(node))
        sizes[id(node)] = total
        return total

    size(root)


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _once(node: yaml.MappingNode) -> None:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _fault("a key is no text", key.start_mark)
        if key.value in seen and not key.tag.endswith(":merge"):
            raise _fault(f"the key {key.value!r} stands twice, first in line {seen[key.value]}", key.start_mark)
        seen[key.value] = key.start_mark.line + 1
        if not key.tag.endswith(":merge"):
            key.tag = f"{_PREFIX}str"


def _fault(message: str, mark: _Mark | None) -> InvalidRequestError:
    path = "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}"
    return InvalidRequestError.of(FieldError(path or "file", message))
