from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.rollout_page import RolloutPage
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    run_id: str,
    *,
    limit: int | Unset = 100,
    after: int | Unset = 0,
    stage: None | str | Unset = UNSET,
    candidate: None | str | Unset = UNSET,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["after"] = after

    json_stage: None | str | Unset
    if isinstance(stage, Unset):
        json_stage = UNSET
    else:
        json_stage = stage
    params["stage"] = json_stage

    json_candidate: None | str | Unset
    if isinstance(candidate, Unset):
        json_candidate = UNSET
    else:
        json_candidate = candidate
    params["candidate"] = json_candidate


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/runs/{run_id}/rollouts".format(run_id=quote(str(run_id), safe=""),),
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | RolloutPage | None:
    if response.status_code == 200:
        response_200 = RolloutPage.from_dict(response.json())



        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())



        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())



        return response_404

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | RolloutPage]:
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
    limit: int | Unset = 100,
    after: int | Unset = 0,
    stage: None | str | Unset = UNSET,
    candidate: None | str | Unset = UNSET,

) -> Response[Problem | RolloutPage]:
    """ A run's rollouts

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 100.
        after (int | Unset): How many entries to pass over. Default: 0.
        stage (None | str | Unset): A stage or its beginning: `step/1`, `test`.
        candidate (None | str | Unset): Only rollouts of this candidate.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RolloutPage]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
limit=limit,
after=after,
stage=stage,
candidate=candidate,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    after: int | Unset = 0,
    stage: None | str | Unset = UNSET,
    candidate: None | str | Unset = UNSET,

) -> Problem | RolloutPage | None:
    """ A run's rollouts

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 100.
        after (int | Unset): How many entries to pass over. Default: 0.
        stage (None | str | Unset): A stage or its beginning: `step/1`, `test`.
        candidate (None | str | Unset): Only rollouts of this candidate.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RolloutPage
     """


    return sync_detailed(
        run_id=run_id,
client=client,
limit=limit,
after=after,
stage=stage,
candidate=candidate,

    ).parsed

async def asyncio_detailed(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    after: int | Unset = 0,
    stage: None | str | Unset = UNSET,
    candidate: None | str | Unset = UNSET,

) -> Response[Problem | RolloutPage]:
    """ A run's rollouts

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 100.
        after (int | Unset): How many entries to pass over. Default: 0.
        stage (None | str | Unset): A stage or its beginning: `step/1`, `test`.
        candidate (None | str | Unset): Only rollouts of this candidate.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RolloutPage]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
limit=limit,
after=after,
stage=stage,
candidate=candidate,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    after: int | Unset = 0,
    stage: None | str | Unset = UNSET,
    candidate: None | str | Unset = UNSET,

) -> Problem | RolloutPage | None:
    """ A run's rollouts

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 100.
        after (int | Unset): How many entries to pass over. Default: 0.
        stage (None | str | Unset): A stage or its beginning: `step/1`, `test`.
        candidate (None | str | Unset): Only rollouts of this candidate.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RolloutPage
     """


    return (await asyncio_detailed(
        run_id=run_id,
client=client,
limit=limit,
after=after,
stage=stage,
candidate=candidate,

    )).parsed
