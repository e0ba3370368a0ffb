# SPDX-License-Identifier: LGPL-3.0-or-later
"""Hardware objects and their logins: people, the beamline's own account, tokens that end or are refused."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hwobj.client.session import RestSession
from hwobj.errors import NotLoggedIn
from hwobj.lims.sessions import SECOND_GENERATION
from hwobj.PyIspybClient import PyIspybClient
from hwobj.SsxIspybClient import SsxIspybClient

pytestmark = pytest.mark.slow

PASSWORD = "67890123456"


@pytest.fixture(scope="module")
def remote(lasting_backend: Callable[..., Any]) -> Any:
    """A backend with an account for a beamline, and a user with a proposal and no other."""
    started = lasting_backend()
    started.add_account("id29", *BEAMLINE, password=PASSWORD)
    started.add_account("ada", "own_proposals", "own_sessions", password=PASSWORD)
    staff = RestSession(started.url)
    staff.login("id29", PASSWORD)
    core = PyIspybClient("core", staff)
    for login, number in (("ada", "1"), (None, "2")):
        person = core.persons.create({"familyName": "Lovelace", "givenName": "Ada", "login": login})[
            "personId"
        ]
        core.proposals.create(
            {"proposalCode": "mx", "proposalNumber": number, "personId": person, "title": "x"}
        )
    staff.close()
    return started


BEAMLINE = ("all_proposals", "all_sessions", "write_proposals", "write_sessions")


@pytest.fixture
def lims(remote: Any, tmp_path: Path) -> Iterator[PyIspybClient]:
    """MXCuBE's LIMS, with the beamline's own account."""
    (tmp_path / "password").write_text(PASSWORD)
    client = configured(
        PyIspybClient, url=remote.url, username="id29", password_file=str(tmp_path / "password")
    )
    client.beamline_name = "ID29"
    assert client.link.wait_for("connected", 30)
    yield client
    client.close()


def configured(client: Callable[..., Any], **properties: str) -> Any:
    device = client("lims")
    # mxcubecore 2 sets properties itself only.
    set_property = device._set_property if hasattr(device, "_set_property") else device.set_property
    for name, value in properties.items():
        set_property(name, value)
    device.init()
    return device


@pytest.fixture
def user_log(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    return lambda: [each.getMessage() for each in caplog.records if each.name == "user_level_log"]


def test_who_logs_in_is_offered_the_sessions_of_his_own_proposals(lims: PyIspybClient) -> None:
    answer = lims.login("ada", PASSWORD, create_session=True)
    chosen = lims.session_manager.active_session
    assert (chosen.proposal_name, chosen.beamline_name) == ("mx1", "ID29")
    assert {each.proposal_name for each in lims.session_manager.sessions} == {"mx1"}
    assert lims.get_full_user_name() == "Ada Lovelace"
    # The beamline's own account goes on storing.
    assert lims.me()["username"] == "id29"
    assert answer is lims.session_manager if SECOND_GENERATION else answer is not None
    assert [each["Proposal"]["number"] for each in lims.get_proposals_by_user("ada")] == ["1"]
    assert lims.get_samples("") == []
    assert lims.set_active_session_by_id("mx1") is lims.session_manager.sessions[0]


def test_a_wrong_password_is_told_with_what_to_do(
    lims: PyIspybClient, user_log: Callable[[], list[str]]
) -> None:
    with pytest.raises(NotLoggedIn):
        lims.login("ada", "wrong")
    (line,) = user_log()
    assert line.startswith("SSX Desk: The login failed.")
    assert "Log in again" in line
    assert lims.me()["username"] == "id29"


def test_a_wrong_password_in_the_configuration_is_told_and_not_tried_for_ever(
    remote: Any, tmp_path: Path, user_log: Callable[[], list[str]]
) -> None:
    (tmp_path / "wrong").write_text("wrong")
    client = configured(PyIspybClient, url=remote.url, username="id29", password_file=str(tmp_path / "wrong"))
    assert client.link.wait_for("login", 30)
    assert client.get_proposals_by_user("ada") == []
    assert len(user_log()) == 2
    client.close()


def test_a_token_that_ended_is_replaced_by_one_login(lims: PyIspybClient) -> None:
    lims.rest.logout()
    lims.rest.point(lims.rest.target.url, "no.such.token")
    assert lims.me()["username"] == "id29"
    assert lims.rest.target.token != "no.such.token"


def test_a_token_file_is_read_again_when_its_token_is_refused(remote: Any, tmp_path: Path) -> None:
    login = RestSession(remote.url)
    login.login("id29", PASSWORD)
    file = tmp_path / "token"
    file.write_text(login.target.token or "")
    client = configured(SsxIspybClient, url=remote.url, token_file=str(file))
    assert client.link.wait_for("connected", 30)
    client.rest.point(remote.url, "old.and.refused")
    assert client.me()["username"] == "id29"
    file.write_text("old.and.refused")
    client.rest.point(remote.url, "old.and.refused")
    with pytest.raises(NotLoggedIn):
        client.me()
    client.close()
    login.close()


def test_a_refused_request_is_sent_exactly_once_more(scripted: Callable[..., Any]) -> None:
    refused = b"HTTP/1.1 401 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    token = b'{"token": "new"}'
    given = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(token), token)
    server = scripted(refused, given, refused, refused)
    rest = RestSession(server.url, "old")
    rest.spare = lambda: {"username": "id29", "password": PASSWORD}
    with pytest.raises(NotLoggedIn):
        rest.json("GET", "/auth/me")
    assert [request.split()[1].rpartition(b"/")[2] for request in server.requests] == [b"me", b"login", b"me"]
    rest.close()


def test_a_sample_of_the_laboratory_appears_at_the_beamline(remote: Any, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD)
    ssx = configured(
        SsxIspybClient,
        url=remote.url,
        username="id29",
        password_file=str(tmp_path / "password"),
        proposal="mx1",
    )
    assert ssx.link.wait_for("connected", 30)
    heard = Heard()
    ssx.connect("samplesChanged", heard.hear)
    laboratory = RestSession(remote.url)
    laboratory.login("id29", PASSWORD)
    proposal = ssx.chosen_proposal()
    row = laboratory.json(
        "POST",
        "/ssx/samples/buffers",
        json={"proposalId": proposal, "name": "water"},
        key="a sample of the laboratory",
    )
    assert heard.keys.get(timeout=30) == row["bufferId"]
    laboratory.close()
    ssx.close()


class Heard:
    """A listener; signals hold their slots weakly."""

    def __init__(self) -> None:
        self.keys: queue.Queue[int] = queue.Queue()

    def hear(self, key: int) -> None:
        self.keys.put(key)
