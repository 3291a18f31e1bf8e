from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.diagnostic_page import DiagnosticPage
from ...models.list_diagnostics_status_type_1 import check_list_diagnostics_status_type_1
from ...models.list_diagnostics_status_type_1 import ListDiagnosticsStatusType1
from ...models.list_diagnostics_status_type_2_type_1 import check_list_diagnostics_status_type_2_type_1
from ...models.list_diagnostics_status_type_2_type_1 import ListDiagnosticsStatusType2Type1
from ...models.list_diagnostics_status_type_3_type_1 import check_list_diagnostics_status_type_3_type_1
from ...models.list_diagnostics_status_type_3_type_1 import ListDiagnosticsStatusType3Type1
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    limit: int | Unset = 50,
    after: None | str | Unset = UNSET,
    status: ListDiagnosticsStatusType1 | ListDiagnosticsStatusType2Type1 | ListDiagnosticsStatusType3Type1 | None | Unset = UNSET,
    run: None | str | Unset = UNSET,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_after: None | str | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    json_status: None | str | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, str):
        json_status = status
    elif isinstance(status, str):
        json_status = status
    elif isinstance(status, str):
        json_status = status
    else:
        json_status = status
    params["status"] = json_status

    json_run: None | str | Unset
    if isinstance(run, Unset):
        json_run = UNSET
    else:
        json_run = run
    params["run"] = json_run


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/diagnostics",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DiagnosticPage | Problem | None:
    if response.status_code == 200:
        response_200 = DiagnosticPage.from_dict(response.json())



        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())



        return response_403

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DiagnosticPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 50,
    after: None | str | Unset = UNSET,
    status: ListDiagnosticsStatusType1 | ListDiagnosticsStatusType2Type1 | ListDiagnosticsStatusType3Type1 | None | Unset = UNSET,
    run: None | str | Unset = UNSET,

) -> Response[DiagnosticPage | Problem]:
    """ List diagnostics, the newest first

    Args:
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListDiagnosticsStatusType1 | ListDiagnosticsStatusType2Type1 |
            ListDiagnosticsStatusType3Type1 | None | Unset):
        run (None | str | Unset): Only diagnostics of this run.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DiagnosticPage | Problem]
     """


    kwargs = _get_kwargs(
        limit=limit,
after=after,
status=status,
run=run,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 50,
    after: None | str | Unset = UNSET,
    status: ListDiagnosticsStatusType1 | ListDiagnosticsStatusType2Type1 | ListDiagnosticsStatusType3Type1 | None | Unset = UNSET,
    run: None | str | Unset = UNSET,

) -> DiagnosticPage | Problem | None:
    """ List diagnostics, the newest first

    Args:
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListDiagnosticsStatusType1 | ListDiagnosticsStatusType2Type1 |
            ListDiagnosticsStatusType3Type1 | None | Unset):
        run (None | str | Unset): Only diagnostics of this run.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DiagnosticPage | Problem
     """


    return sync_detailed(
        client=client,
limit=limit,
after=after,
status=status,
run=run,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 50,
    after: None | str | Unset = UNSET,
    status: ListDiagnosticsStatusType1 | ListDiagnosticsStatusType2Type1 | ListDiagnosticsStatusType3Type1 | None | Unset = UNSET,
    run: None | str | Unset = UNSET,

) -> Response[DiagnosticPage | Problem]:
    """ List diagnostics, the newest first

    Args:
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListDiagnosticsStatusType1 | ListDiagnosticsStatusType2Type1 |
            ListDiagnosticsStatusType3Type1 | None | Unset):
        run (None | str | Unset): Only diagnostics of this run.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DiagnosticPage | Problem]
     """


    kwargs = _get_kwargs(
        limit=limit,
after=after,
status=status,
run=run,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 50,
    after: None | str | Unset = UNSET,
    status: ListDiagnosticsStatusType1 | ListDiagnosticsStatusType2Type1 | ListDiagnosticsStatusType3Type1 | None | Unset = UNSET,
    run: None | str | Unset = UNSET,

) -> DiagnosticPage | Problem | None:
    """ List diagnostics, the newest first

    Args:
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListDiagnosticsStatusType1 | ListDiagnosticsStatusType2Type1 |
            ListDiagnosticsStatusType3Type1 | None | Unset):
        run (None | str | Unset): Only diagnostics of this run.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DiagnosticPage | Problem
     """


    return (await asyncio_detailed(
        client=client,
limit=limit,
after=after,
status=status,
run=run,

    )).parsed
