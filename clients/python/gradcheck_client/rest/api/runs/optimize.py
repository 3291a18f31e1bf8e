from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.optimize_request import OptimizeRequest
from ...models.problem import Problem
from ...models.run import Run
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    body: OptimizeRequest,
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
        "url": "/optimize",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | Run | None:
    if response.status_code == 200:
        response_200 = Run.from_dict(response.json())



        return response_200

    if response.status_code == 202:
        response_202 = Run.from_dict(response.json())



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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | Run]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: OptimizeRequest,
    idempotency_key: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,

) -> Response[Problem | Run]:
    """ Start an optimization

    Args:
        idempotency_key (None | str | Unset): With the same key and body the job is not started
            again but answered again.
        prefer (None | str | Unset): `wait=N` waits up to N s, at most 600.
        body (OptimizeRequest): One optimization: a prompt, a task, a method, models and limits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Run]
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
    body: OptimizeRequest,
    idempotency_key: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,

) -> Problem | Run | None:
    """ Start an optimization

    Args:
        idempotency_key (None | str | Unset): With the same key and body the job is not started
            again but answered again.
        prefer (None | str | Unset): `wait=N` waits up to N s, at most 600.
        body (OptimizeRequest): One optimization: a prompt, a task, a method, models and limits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Run
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
    body: OptimizeRequest,
    idempotency_key: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,

) -> Response[Problem | Run]:
    """ Start an optimization

    Args:
        idempotency_key (None | str | Unset): With the same key and body the job is not started
            again but answered again.
        prefer (None | str | Unset): `wait=N` waits up to N s, at most 600.
        body (OptimizeRequest): One optimization: a prompt, a task, a method, models and limits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Run]
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
    body: OptimizeRequest,
    idempotency_key: None | str | Unset = UNSET,
    prefer: None | str | Unset = UNSET,

) -> Problem | Run | None:
    """ Start an optimization

    Args:
        idempotency_key (None | str | Unset): With the same key and body the job is not started
            again but answered again.
        prefer (None | str | Unset): `wait=N` waits up to N s, at most 600.
        body (OptimizeRequest): One optimization: a prompt, a task, a method, models and limits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Run
     """


    return (await asyncio_detailed(
        client=client,
body=body,
idempotency_key=idempotency_key,
prefer=prefer,

    )).parsed
