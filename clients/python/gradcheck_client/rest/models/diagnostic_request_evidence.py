from typing import Literal

DiagnosticRequestEvidence = Literal['masked', 'shown']

DIAGNOSTIC_REQUEST_EVIDENCE_VALUES: set[DiagnosticRequestEvidence] = { 'masked', 'shown',  }

def check_diagnostic_request_evidence(value: str) -> DiagnosticRequestEvidence:
    if value in DIAGNOSTIC_REQUEST_EVIDENCE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIAGNOSTIC_REQUEST_EVIDENCE_VALUES!r}")
