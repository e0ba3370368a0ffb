# SPDX-License-Identifier: LGPL-3.0-or-later
"""Written by ssx-backend generate-rows; a change here is lost when it runs again."""

from __future__ import annotations

from typing import TypedDict


class BLSessionRow(TypedDict):
    """A visit: one proposal at one beamline from start to end."""

    sessionId: int
    proposalId: int
    bltimeStamp: str
    lastUpdate: str
    beamLineSetupId: int | None
    beamCalendarId: int | None
    startDate: str | None
    endDate: str | None
    beamLineName: str | None
    scheduled: int | None
    nbShifts: int | None
    comments: str | None
    beamLineOperator: str | None
    visit_number: int | None
    usedFlag: int | None
    externalId: str | None
    archived: int | None
    riskRating: str | None
    purgedProcessedData: int | None
    icatId: int | None
    _etag: str


class PersonRow(TypedDict):
    """Somebody with a name, a phone and perhaps a login."""

    personId: int
    recordTimeStamp: str
    laboratoryId: int | None
    siteId: int | None
    personUUID: str | None
    familyName: str | None
    givenName: str | None
    title: str | None
    emailAddress: str | None
    phoneNumber: str | None
    login: str | None
    faxNumber: str | None
    cache: str | None
    externalId: str | None
    _etag: str


class LaboratoryRow(TypedDict):
    """Where people work; its address stands on labels."""

    laboratoryId: int
    recordTimeStamp: str
    laboratoryUUID: str | None
    name: str | None
    address: str | None
    city: str | None
    country: str | None
    url: str | None
    organization: str | None
    laboratoryPk: int | None
    postcode: str | None
    EORINumber: str | None
    _etag: str


class LabContactRow(TypedDict):
    """A person's card within a proposal: to whom and at whose cost dewars travel."""

    labContactId: int
    personId: int
    cardName: str
    proposalId: int
    dewarAvgCustomsValue: int
    dewarAvgTransportValue: int
    recordTimeStamp: str
    defaultCourrierCompany: str | None
    courierAccount: str | None
    billingReference: str | None
    _etag: str
    person: PersonRow
    laboratory: LaboratoryRow | None


class PermissionRow(TypedDict):
    """A permission, `type` being one of ours; other programs keep theirs in the same table."""

    permissionId: int
    type: str
    description: str | None
    _etag: str


class ProposalRow(TypedDict):
    """Beam time that a group asked for; everything a group owns hangs on it."""

    proposalId: int
    personId: int
    bltimeStamp: str
    title: str | None
    proposalCode: str | None
    proposalNumber: str | None
    proposalType: str | None
    externalId: str | None
    state: str | None
    startDate: str | None
    endDate: str | None
    _etag: str


class ProposalHasPersonRow(TypedDict):
    """A person who takes part in a proposal, and so may see it."""

    proposalHasPersonId: int
    proposalId: int
    personId: int
    role: str | None
    _etag: str


class SessionHasPersonRow(TypedDict):
    """A person who takes part in a session, and so may see it and its data, also without the proposal."""

    sessionId: int
    personId: int
    role: str | None
    remote: int | None
    _etag: str


class UserGroupRow(TypedDict):
    """People with the same permissions."""

    userGroupId: int
    name: str
    _etag: str


class UserGroupHasPermissionRow(TypedDict):
    """What the people of a group may do."""

    userGroupId: int
    permissionId: int
    _etag: str


class UserGroupHasPersonRow(TypedDict):
    """A person in a group."""

    userGroupId: int
    personId: int
    _etag: str
