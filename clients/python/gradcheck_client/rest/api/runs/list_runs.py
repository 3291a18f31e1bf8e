from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.list_runs_status_type_1 import check_list_runs_status_type_1
from ...models.list_runs_status_type_1 import ListRunsStatusType1
from ...models.list_runs_status_type_2_type_1 import check_list_runs_status_type_2_type_1
from ...models.list_runs_status_type_2_type_1 import ListRunsStatusType2Type1
from ...models.list_runs_status_type_3_type_1 import check_list_runs_status_type_3_type_1
from ...models.list_runs_status_type_3_type_1 import ListRunsStatusType3Type1
from ...models.problem import Problem
from ...models.run_page import RunPage
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    *,
    limit: int | Unset = 50,
    after: None | str | Unset = UNSET,
    status: ListRunsStatusType1 | ListRunsStatusType2Type1 | ListRunsStatusType3Type1 | None | Unset = UNSET,
    method: None | str | Unset = UNSET,
    study: None | str | Unset = UNSET,

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

    json_method: None | str | Unset
    if isinstance(method, Unset):
        json_method = UNSET
    else:
        json_method = method
    params["method"] = json_method

    json_study: None | str | Unset
    if isinstance(study, Unset):
        json_study = UNSET
    else:
        json_study = study
    params["study"] = json_study


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/runs",
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | RunPage | None:
    if response.status_code == 200:
        response_200 = RunPage.from_dict(response.json())



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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | RunPage]:
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
    status: ListRunsStatusType1 | ListRunsStatusType2Type1 | ListRunsStatusType3Type1 | None | Unset = UNSET,
    method: None | str | Unset = UNSET,
    study: None | str | Unset = UNSET,

) -> Response[Problem | RunPage]:
    """ List runs, the newest first

    Args:
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListRunsStatusType1 | ListRunsStatusType2Type1 | ListRunsStatusType3Type1 | None |
            Unset):
        method (None | str | Unset): Only runs of this method.
        study (None | str | Unset): Only runs that are trials of this study; else of none.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RunPage]
     """


    kwargs = _get_kwargs(
        limit=limit,
after=after,
status=status,
method=method,
study=study,

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
    status: ListRunsStatusType1 | ListRunsStatusType2Type1 | ListRunsStatusType3Type1 | None | Unset = UNSET,
    method: None | str | Unset = UNSET,
    study: None | str | Unset = UNSET,

) -> Problem | RunPage | None:
    """ List runs, the newest first

    Args:
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListRunsStatusType1 | ListRunsStatusType2Type1 | ListRunsStatusType3Type1 | None |
            Unset):
        method (None | str | Unset): Only runs of this method.
        study (None | str | Unset): Only runs that are trials of this study; else of none.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RunPage
     """


    return sync_detailed(
        client=client,
limit=limit,
after=after,
status=status,
method=method,
study=study,

    ).parsed

async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 50,
    after: None | str | Unset = UNSET,
    status: ListRunsStatusType1 | ListRunsStatusType2Type1 | ListRunsStatusType3Type1 | None | Unset = UNSET,
    method: None | str | Unset = UNSET,
    study: None | str | Unset = UNSET,

) -> Response[Problem | RunPage]:
    """ List runs, the newest first

    Args:
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListRunsStatusType1 | ListRunsStatusType2Type1 | ListRunsStatusType3Type1 | None |
            Unset):
        method (None | str | Unset): Only runs of this method.
        study (None | str | Unset): Only runs that are trials of this study; else of none.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RunPage]
     """


    kwargs = _get_kwargs(
        limit=limit,
after=after,
status=status,
method=method,
study=study,

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
    status: ListRunsStatusType1 | ListRunsStatusType2Type1 | ListRunsStatusType3Type1 | None | Unset = UNSET,
    method: None | str | Unset = UNSET,
    study: None | str | Unset = UNSET,

) -> Problem | RunPage | None:
    """ List runs, the newest first

    Args:
        limit (int | Unset): The most entries of a page. Default: 50.
        after (None | str | Unset): The cursor that the page before gave as `next`.
        status (ListRunsStatusType1 | ListRunsStatusType2Type1 | ListRunsStatusType3Type1 | None |
            Unset):
        method (None | str | Unset): Only runs of this method.
        study (None | str | Unset): Only runs that are trials of this study; else of none.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RunPage
     """


    return (await asyncio_detailed(
        client=client,
limit=limit,
after=after,
status=status,
method=method,
study=study,

    )).parsed
