from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.step_detail import StepDetail
from typing import cast



def _get_kwargs(
    run_id: str,
    n: int,

) -> dict[str, Any]:
    

    

    

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/runs/{run_id}/steps/{n}".format(run_id=quote(str(run_id), safe=""),n=quote(str(n), safe=""),),
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | StepDetail | None:
    if response.status_code == 200:
        response_200 = StepDetail.from_dict(response.json())



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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | StepDetail]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    run_id: str,
    n: int,
    *,
    client: AuthenticatedClient | Client,

) -> Response[Problem | StepDetail]:
    """ One step with its rollouts

    Args:
        run_id (str):
        n (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StepDetail]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
n=n,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    run_id: str,
    n: int,
    *,
    client: AuthenticatedClient | Client,

) -> Problem | StepDetail | None:
    """ One step with its rollouts

    Args:
        run_id (str):
        n (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StepDetail
     """


    return sync_detailed(
        run_id=run_id,
n=n,
client=client,

    ).parsed

async def asyncio_detailed(
    run_id: str,
    n: int,
    *,
    client: AuthenticatedClient | Client,

) -> Response[Problem | StepDetail]:
    """ One step with its rollouts

    Args:
        run_id (str):
        n (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StepDetail]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
n=n,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    run_id: str,
    n: int,
    *,
    client: AuthenticatedClient | Client,

) -> Problem | StepDetail | None:
    """ One step with its rollouts

    Args:
        run_id (str):
        n (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StepDetail
     """


    return (await asyncio_detailed(
        run_id=run_id,
n=n,
client=client,

    )).parsed
