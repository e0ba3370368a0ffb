"""The tables of the core service, with ISPyB's names."""

from backend.core.models.contact import LabContact, Laboratory, Person
from backend.core.models.proposal import BLSession, Proposal, ProposalHasPerson
from backend.core.models.sample import BLSample, Crystal, DiffractionPlan, Protein
from backend.core.models.shipping import Container, Dewar, DewarTransportHistory, Shipping, ShippingHasSession
from backend.core.models.tracking import DewarDetails, DewarEvent, LabelPrint

__all__ = [
    "BLSample",
    "BLSession",
    "Container",
    "Crystal",
    "Dewar",
    "DewarDetails",
    "DewarEvent",
    "DewarTransportHistory",
    "DiffractionPlan",
    "LabContact",
    "LabelPrint",
    "Laboratory",
    "Person",
    "Proposal",
    "ProposalHasPerson",
    "Protein",
    "Shipping",
    "ShippingHasSession",
]
