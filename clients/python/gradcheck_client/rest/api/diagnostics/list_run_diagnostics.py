from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.diagnostic_page import DiagnosticPage
from ...models.list_run_diagnostics_status_type_1 import check_list_run_diagnostics_status_type_1
from ...models.list_run_diagnostics_status_type_1 import ListRunDiagnosticsStatusType1
from ...models.list_run_diagnostics_status_type_2_type_1 import check_list_run_diagnostics_status_type_2_type_1
from ...models.list_run_diagnostics_status_type_2_type_1 import ListRunDiagnosticsStatusType2Type1
from ...models.list_run_diagnostics_status_type_3_type_1 import check_list_run_diagnostics_status_type_3_type_1
from ...models.list_run_diagnostics_status_type_3_type_1 import ListRunDiagnosticsStatusType3Type1
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    run_id: str,
    *,
    limit: int | Unset = 50,
    after: None | str | Unset = UNSET,
    status: ListRunDiagnosticsStatusType1 | ListRunDiagnosticsStatusType2Type1 | ListRunDiagnosticsStatusType3Type1 | None | Unset = UNSET,

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


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/runs/{run_id}/diagnostics".format(run_id=quote(str(run_id), safe=""),),
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DiagnosticPage | Problem]:
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
    after: None | str | Unset = UNSET,
    status: ListRunDiagnosticsStatusType1 | ListRunDiagnosticsStatusType2Type1 | ListRunDiagnosticsStatusType3Type1 | None | Unset = UNSET,

) -> Response[DiagnosticPage | Problem]:
    """ List a run's diagnostics

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListRunDiagnosticsStatusType1 | ListRunDiagnosticsStatusType2Type1 |
            ListRunDiagnosticsStatusType3Type1 | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DiagnosticPage | Problem]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
limit=limit,
after=after,
status=status,

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
    after: None | str | Unset = UNSET,
    status: ListRunDiagnosticsStatusType1 | ListRunDiagnosticsStatusType2Type1 | ListRunDiagnosticsStatusType3Type1 | None | Unset = UNSET,

) -> DiagnosticPage | Problem | None:
    """ List a run's diagnostics

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListRunDiagnosticsStatusType1 | ListRunDiagnosticsStatusType2Type1 |
            ListRunDiagnosticsStatusType3Type1 | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DiagnosticPage | Problem
     """


    return sync_detailed(
        run_id=run_id,
client=client,
limit=limit,
after=after,
status=status,

    ).parsed

async def asyncio_detailed(
    run_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 50,
    after: None | str | Unset = UNSET,
    status: ListRunDiagnosticsStatusType1 | ListRunDiagnosticsStatusType2Type1 | ListRunDiagnosticsStatusType3Type1 | None | Unset = UNSET,

) -> Response[DiagnosticPage | Problem]:
    """ List a run's diagnostics

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListRunDiagnosticsStatusType1 | ListRunDiagnosticsStatusType2Type1 |
            ListRunDiagnosticsStatusType3Type1 | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DiagnosticPage | Problem]
     """


    kwargs = _get_kwargs(
        run_id=run_id,
limit=limit,
after=after,
status=status,

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
    after: None | str | Unset = UNSET,
    status: ListRunDiagnosticsStatusType1 | ListRunDiagnosticsStatusType2Type1 | ListRunDiagnosticsStatusType3Type1 | None | Unset = UNSET,

) -> DiagnosticPage | Problem | None:
    """ List a run's diagnostics

    Args:
        run_id (str):
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListRunDiagnosticsStatusType1 | ListRunDiagnosticsStatusType2Type1 |
            ListRunDiagnosticsStatusType3Type1 | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DiagnosticPage | Problem
     """


    return (await asyncio_detailed(
        run_id=run_id,
client=client,
limit=limit,
after=after,
status=status,

    )).parsed
