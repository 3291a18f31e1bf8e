from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.diagnostic_estimate import DiagnosticEstimate
from ...models.diagnostic_request import DiagnosticRequest
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    run_id: str,
    *,
    body: DiagnosticRequest | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}


    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/runs/{run_id}/diagnostics/plan".format(run_id=quote(str(run_id), safe=""),),
    }

    
    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DiagnosticEstimate | Problem | None:
    if response.status_code == 200:
        response_200 = DiagnosticEstimate.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())



        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())



        return response_404

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())



        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())



        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())



        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())



        return response_422

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())



        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DiagnosticEstimate | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: DiagnosticRequest | Unset = UNSET,

) -> Response[DiagnosticEstimate | Problem]:
    """ What a diagnostic would cost and could detect

    Args:
        run_id (str):
        body (DiagnosticRequest | Unset): Which tests to run on which recorded steps.

                `steps` null means every step that can be tested; `replicates` are pairs of edits a
            step; `items` bounds the probe
                examples; `delta` is the smallest effect of interest, by default the larger of 0.02
            and a quarter of the run's gain.
                Scope `this_run` speaks about the run's own steps, `method` about steps like them.
            With the estimand
                `critic_average` the critic is asked anew for every replicate but the first. `ladder:
            core` leaves `content`,
                `labels` and `chain` the arms their verdicts rest on. `evidence: masked` hides
            examples and history from editors in
                every arm, so that feedback is all they have. `stop: evalue` ends as soon as the
            primary contrast of the first test
                is decided. `runs` are further runs of the same task for the test `fitting`. Without
            `force` a job is refused whose
                minimum detectable effect exceeds `delta`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DiagnosticEstimate | Problem]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
body=body,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: DiagnosticRequest | Unset = UNSET,

) -> DiagnosticEstimate | Problem | None:
    """ What a diagnostic would cost and could detect

    Args:
        run_id (str):
        body (DiagnosticRequest | Unset): Which tests to run on which recorded steps.

                `steps` null means every step that can be tested; `replicates` are pairs of edits a
            step; `items` bounds the probe
                examples; `delta` is the smallest effect of interest, by default the larger of 0.02
            and a quarter of the run's gain.
                Scope `this_run` speaks about the run's own steps, `method` about steps like them.
            With the estimand
                `critic_average` the critic is asked anew for every replicate but the first. `ladder:
            core` leaves `content`,
                `labels` and `chain` the arms their verdicts rest on. `evidence: masked` hides
            examples and history from editors in
                every arm, so that feedback is all they have. `stop: evalue` ends as soon as the
            primary contrast of the first test
                is decided. `runs` are further runs of the same task for the test `fitting`. Without
            `force` a job is refused whose
                minimum detectable effect exceeds `delta`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DiagnosticEstimate | Problem
     """


    return sync_detailed(
        run_id=run_id,
client=client,
body=body,

    ).parsed

async def asyncio_detailed(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: DiagnosticRequest | Unset = UNSET,

) -> Response[DiagnosticEstimate | Problem]:
    """ What a diagnostic would cost and could detect

    Args:
        run_id (str):
        body (DiagnosticRequest | Unset): Which tests to run on which recorded steps.

                `steps` null means every step that can be tested; `replicates` are pairs of edits a
            step; `items` bounds the probe
                examples; `delta` is the smallest effect of interest, by default the larger of 0.02
            and a quarter of the run's gain.
                Scope `this_run` speaks about the run's own steps, `method` about steps like them.
            With the estimand
                `critic_average` the critic is asked anew for every replicate but the first. `ladder:
            core` leaves `content`,
                `labels` and `chain` the arms their verdicts rest on. `evidence: masked` hides
            examples and history from editors in
                every arm, so that feedback is all they have. `stop: evalue` ends as soon as the
            primary contrast of the first test
                is decided. `runs` are further runs of the same task for the test `fitting`. Without
            `force` a job is refused whose
                minimum detectable effect exceeds `delta`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DiagnosticEstimate | Problem]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
body=body,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: DiagnosticRequest | Unset = UNSET,

) -> DiagnosticEstimate | Problem | None:
    """ What a diagnostic would cost and could detect

    Args:
        run_id (str):
        body (DiagnosticRequest | Unset): Which tests to run on which recorded steps.

                `steps` null means every step that can be tested; `replicates` are pairs of edits a
            step; `items` bounds the probe
                examples; `delta` is the smallest effect of interest, by default the larger of 0.02
            and a quarter of the run's gain.
                Scope `this_run` speaks about the run's own steps, `method` about steps like them.
            With the estimand
                `critic_average` the critic is asked anew for every replicate but the first. `ladder:
            core` leaves `content`,
                `labels` and `chain` the arms their verdicts rest on. `evidence: masked` hides
            examples and history from editors in
                every arm, so that feedback is all they have. `stop: evalue` ends as soon as the
            primary contrast of the first test
                is decided. `runs` are further runs of the same task for the test `fitting`. Without
            `force` a job is refused whose
                minimum detectable effect exceeds `delta`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DiagnosticEstimate | Problem
     """


    return (await asyncio_detailed(
        run_id=run_id,
client=client,
body=body,

    )).parsed
