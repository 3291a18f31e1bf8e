from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.diagnostic import Diagnostic
from ...models.problem import Problem
from typing import cast



def _get_kwargs(
    diagnostic_id: str,

) -> dict[str, Any]:
    

    

    

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/diagnostics/{diagnostic_id}/cancel".format(diagnostic_id=quote(str(diagnostic_id), safe=""),),
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Diagnostic | Problem | None:
    if response.status_code == 202:
        response_202 = Diagnostic.from_dict(response.json())



        return response_202

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

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())



        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Diagnostic | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    diagnostic_id: str,
    *,
    client: AuthenticatedClient | Client,

) -> Response[Diagnostic | Problem]:
    """ Cancel a diagnostic

    Args:
        diagnostic_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Diagnostic | Problem]
     """


    kwargs = _get_kwargs(
        diagnostic_id=diagnostic_id,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    diagnostic_id: str,
    *,
    client: AuthenticatedClient | Client,

) -> Diagnostic | Problem | None:
    """ Cancel a diagnostic

    Args:
        diagnostic_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Diagnostic | Problem
     """


    return sync_detailed(
        diagnostic_id=diagnostic_id,
client=client,

    ).parsed

async def asyncio_detailed(
    diagnostic_id: str,
    *,
    client: AuthenticatedClient | Client,

) -> Response[Diagnostic | Problem]:
    """ Cancel a diagnostic

    Args:
        diagnostic_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Diagnostic | Problem]
     """


    kwargs = _get_kwargs(
        diagnostic_id=diagnostic_id,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    diagnostic_id: str,
    *,
    client: AuthenticatedClient | Client,

) -> Diagnostic | Problem | None:
    """ Cancel a diagnostic

    Args:
        diagnostic_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Diagnostic | Problem
     """


    return (await asyncio_detailed(
        diagnostic_id=diagnostic_id,
client=client,

    )).parsed
