"""Rows: users, organisations, memberships with roles, invitations, branding of reports, and the audit log."""

from accounts.models.audit import Action, AuditEntry, AuditSeal
from accounts.models.branding import Branding, Paper
from accounts.models.invitation import Invitation
from accounts.models.organisation import Membership, Organisation, Role
from accounts.models.user import User, UserRequest, normalise_email

__all__ = [
    "Action",
    "AuditEntry",
    "AuditSeal",
    "Branding",
    "Invitation",
    "Membership",
    "Organisation",
    "Paper",
    "Role",
    "User",
    "UserRequest",
    "normalise_email",
]
