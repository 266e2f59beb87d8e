"""Rows: users, organisations, memberships with roles, invitations."""

from accounts.models.invitation import Invitation
from accounts.models.organisation import Membership, Organisation, Role
from accounts.models.user import User, UserRequest, normalise_email

__all__ = ["Invitation", "Membership", "Organisation", "Role", "User", "UserRequest", "normalise_email"]
