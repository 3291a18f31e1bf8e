"""Which files are data sets: by what they are said to be, or by the ending of their name."""

from gradcheck.api.data.uploads import Upload
from gradcheck.domain.dataset import FileFormat
from gradcheck.errors import FieldError, InvalidRequestError

FORMATS: dict[str, FileFormat] = {
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/json-lines": "jsonl",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/vnd.apache.parquet": "parquet",
    "application/x-parquet": "parquet",
}
_BY_ENDING: dict[str, FileFormat] = {
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
    "parquet": "parquet",
    "pq": "parquet",
}


def format_of(upload: Upload) -> FileFormat:
    """The format of an uploaded data set. Raises InvalidRequestError where nothing says it."""
    ending = (upload.file_name or "").rpartition(".")[2].lower()
    found = _BY_ENDING.get(ending) or FORMATS.get(upload.media_type)
    if found is None:
        came = f"{upload.file_name!r:.200} is of no known kind"
        message = f"{came}; accepted are files that end in {', '.join(_BY_ENDING)}"
        raise InvalidRequestError.of(FieldError("file", message))
    return found
