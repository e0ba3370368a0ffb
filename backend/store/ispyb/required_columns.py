# SPDX-License-Identifier: LGPL-3.0-or-later
"""What of ISPyB's tables the application cannot do without; the rest may be absent, by age or site.

A table or column that is not named here is optional, unless the column is a key or may not be empty.
What is absent is null in answers and refused in a write. So is what version 12 of ISPyB has no more: the
classes name it (`Described.policy.older`).
"""

from __future__ import annotations

NEEDED: dict[str, str] = {
    "Proposal": "personId title proposalCode proposalNumber",
    "BLSession": "proposalId beamLineName startDate endDate scheduled beamLineOperator visit_number comments",
    "Person": "laboratoryId login familyName givenName title emailAddress phoneNumber",
    "Laboratory": "name address city postcode country url organization",
    "LabContact": "personId proposalId cardName defaultCourrierCompany courierAccount billingReference "
    "dewarAvgCustomsValue dewarAvgTransportValue",
    "Shipping": "proposalId shippingName sendingLabContactId returnLabContactId deliveryAgent_agentName "
    "deliveryAgent_shippingDate deliveryAgent_deliveryDate deliveryAgent_agentCode deliveryAgent_flightCode "
    "shippingStatus shippingType safetyLevel creationDate comments returnCourier dateOfShippingToUser",
    "ShippingHasSession": "shippingId sessionId",
    "Dewar": "shippingId code comments storageLocation dewarStatus bltimeStamp isStorageDewar barCode "
    "firstExperimentId customsValue transportValue trackingNumberToSynchrotron "
    "trackingNumberFromSynchrotron type facilityCode weight deliveryAgent_barcode",
    "DewarTransportHistory": "dewarId dewarStatus storageLocation arrivalDate",
    "Container": "dewarId code containerType capacity barcode containerStatus sampleChangerLocation "
    "beamlineLocation bltimeStamp sessionId comments",
    "Protein": "proposalId name acronym molecularMass sequence proteinType safetyLevel",
    "Crystal": "proteinId diffractionPlanId crystalUUID name spaceGroup morphology color size_X size_Y "
    "size_Z cell_a cell_b cell_c cell_alpha cell_beta cell_gamma comments pdbFileName pdbFilePath",
    "BLSample": "crystalId containerId diffractionPlanId name code location holderLength loopType comments "
    "blSampleStatus isInSampleChanger SMILES",
    "DiffractionPlan": "experimentKind",
    "DataCollectionGroup": "sessionId blSampleId",
    "DataCollection": "dataCollectionGroupId xtalSnapshotFullPath1 xtalSnapshotFullPath2 "
    "xtalSnapshotFullPath3 xtalSnapshotFullPath4 bestWilsonPlotPath",
    "AutoProcProgramAttachment": "autoProcProgramId fileType fileName filePath",
    "AutoProcIntegration": "autoProcProgramId dataCollectionId",
    "ProposalHasPerson": "proposalId personId",
    "Session_has_Person": "sessionId personId",
    "UserGroup": "name",
    "Permission": "type",
    "UserGroup_has_Person": "userGroupId personId",
    "UserGroup_has_Permission": "userGroupId permissionId",
}
"""Table → its columns, as the database names them, in any case."""


def is_needed(table: str, column: str = "") -> bool:
    """Whether the application cannot do without a table of ISPyB's, or a column of it."""
    if not column:
        return table in NEEDED
    return column.lower() in NEEDED.get(table, "").lower().split()
