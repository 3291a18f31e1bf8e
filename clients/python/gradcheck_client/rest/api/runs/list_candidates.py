from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.candidate_page import CandidatePage
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    run_id: str,
    *,
    limit: int | Unset = 50,
    after: int | Unset = -1,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["after"] = after


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/runs/{run_id}/candidates".format(run_id=quote(str(run_id), safe=""),),
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CandidatePage | Problem | None:
    if response.status_code == 200:
        response_200 = CandidatePage.from_dict(response.json())



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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CandidatePage | Problem]:
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
    limit: int | Unset = 50,
    after: int | Unset = -1,

) -> Response[CandidatePage | Problem]:
    """ A run's candidates

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 50.
        after (int | Unset): The number of the last entry seen. Default: -1.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CandidatePage | Problem]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
limit=limit,
after=after,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 50,
    after: int | Unset = -1,

) -> CandidatePage | Problem | None:
    """ A run's candidates

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 50.
        after (int | Unset): The number of the last entry seen. Default: -1.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CandidatePage | Problem
     """


    return sync_detailed(
        run_id=run_id,
client=client,
limit=limit,
after=after,

    ).parsed

async def asyncio_detailed(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 50,
    after: int | Unset = -1,

) -> Response[CandidatePage | Problem]:
    """ A run's candidates

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 50.
        after (int | Unset): The number of the last entry seen. Default: -1.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CandidatePage | Problem]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
limit=limit,
after=after,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 50,
    after: int | Unset = -1,

) -> CandidatePage | Problem | None:
    """ A run's candidates

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 50.
        after (int | Unset): The number of the last entry seen. Default: -1.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CandidatePage | Problem
     """


    return (await asyncio_detailed(
        run_id=run_id,
client=client,
limit=limit,
after=after,

    )).parsed
