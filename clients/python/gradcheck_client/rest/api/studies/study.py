from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.study import Study
from ...models.study_request import StudyRequest
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    body: StudyRequest,
    idempotency_key: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,

) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(prefer, Unset):
        headers["Prefer"] = prefer



    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/studies",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | Study | None:
    if response.status_code == 200:
        response_200 = Study.from_dict(response.json())



        return response_200

    if response.status_code == 202:
        response_202 = Study.from_dict(response.json())



        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())



        return response_403

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | Study]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: StudyRequest,
    idempotency_key: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,

) -> Response[Problem | Study]:
    """ Start a study

    Args:
        idempotency_key (None | str | Unset): With the same key and body the job is not started
            again but answered again.
        prefer (None | str | Unset): `wait=N` waits up to N s, at most 600.
        body (StudyRequest): Whole runs as trials of arms, compared: written out, or by the name
            of a preset that gives arms and comparisons.

                `optimize` is the body of `POST /optimize` that every arm starts from; its seed has no
            effect, each trial has its
                own, the same for all arms. `trials` of a preset may be given by family. `outcome` is
            where the winner of a run is
                scored. `delta` is the smallest difference of interest, `run_sd` the standard
            deviation between runs of an arm as an
                earlier study found it, both in units of the score. A study that cannot be expected to
            find a difference of `delta`
                is refused unless `force` is set. `budget` bounds the sum over all runs: a trial is
            started only if the budget has
                room for the caps of all its runs.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Study]
     """


    kwargs = _get_kwargs(
        body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    body: StudyRequest,
    idempotency_key: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,

) -> Problem | Study | None:
    """ Start a study

    Args:
        idempotency_key (None | str | Unset): With the same key and body the job is not started
            again but answered again.
        prefer (None | str | Unset): `wait=N` waits up to N s, at most 600.
        body (StudyRequest): Whole runs as trials of arms, compared: written out, or by the name
            of a preset that gives arms and comparisons.

                `optimize` is the body of `POST /optimize` that every arm starts from; its seed has no
            effect, each trial has its
                own, the same for all arms. `trials` of a preset may be given by family. `outcome` is
            where the winner of a run is
                scored. `delta` is the smallest difference of interest, `run_sd` the standard
            deviation between runs of an arm as an
                earlier study found it, both in units of the score. A study that cannot be expected to
            find a difference of `delta`
                is refused unless `force` is set. `budget` bounds the sum over all runs: a trial is
            started only if the budget has
                room for the caps of all its runs.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Study
     """


    return sync_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: StudyRequest,
    idempotency_key: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,

) -> Response[Problem | Study]:
    """ Start a study

    Args:
        idempotency_key (None | str | Unset): With the same key and body the job is not started
            again but answered again.
        prefer (None | str | Unset): `wait=N` waits up to N s, at most 600.
        body (StudyRequest): Whole runs as trials of arms, compared: written out, or by the name
            of a preset that gives arms and comparisons.

                `optimize` is the body of `POST /optimize` that every arm starts from; its seed has no
            effect, each trial has its
                own, the same for all arms. `trials` of a preset may be given by family. `outcome` is
            where the winner of a run is
                scored. `delta` is the smallest difference of interest, `run_sd` the standard
            deviation between runs of an arm as an
                earlier study found it, both in units of the score. A study that cannot be expected to
            find a difference of `delta`
                is refused unless `force` is set. `budget` bounds the sum over all runs: a trial is
            started only if the budget has
                room for the caps of all its runs.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Study]
     """


    kwargs = _get_kwargs(
        body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: StudyRequest,
    idempotency_key: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,

) -> Problem | Study | None:
    """ Start a study

    Args:
        idempotency_key (None | str | Unset): With the same key and body the job is not started
            again but answered again.
        prefer (None | str | Unset): `wait=N` waits up to N s, at most 600.
        body (StudyRequest): Whole runs as trials of arms, compared: written out, or by the name
            of a preset that gives arms and comparisons.

                `optimize` is the body of `POST /optimize` that every arm starts from; its seed has no
            effect, each trial has its
                own, the same for all arms. `trials` of a preset may be given by family. `outcome` is
            where the winner of a run is
                scored. `delta` is the smallest difference of interest, `run_sd` the standard
            deviation between runs of an arm as an
                earlier study found it, both in units of the score. A study that cannot be expected to
            find a difference of `delta`
                is refused unless `force` is set. `budget` bounds the sum over all runs: a trial is
            started only if the budget has
                room for the caps of all its runs.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Study
     """


    return (await asyncio_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    )).parsed
