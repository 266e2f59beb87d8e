"""Changes to organisations, memberships and invitations, each in one transaction."""

from accounts.services.addresses import check_site_url, site_url
from accounts.services.branding import (
    LEAST_CONTRAST,
    contrast_with_white,
    dark_enough,
    keep_branding,
    remove_branding,
)
from accounts.services.invitations import (
    InvitationGoneError,
    Issued,
    WrongAddressError,
    accept_invitation,
    invite,
    join_as_new_person,
    renew_invitation,
    revoke_invitation,
)
from accounts.services.letters import LetterNotSentError, letter_language, one_line, send_invitation
from accounts.services.logos import UnwelcomeLogoError, read_logo
from accounts.services.members import (
    AlreadyMemberError,
    LastManagerError,
    add_member,
    change_role,
    check_keeps_manager,
    check_may_leave,
    create_organisation,
    follow_staff,
    remove_member,
)

__all__ = [
    "LEAST_CONTRAST",
    "AlreadyMemberError",
    "InvitationGoneError",
    "Issued",
    "LastManagerError",
    "LetterNotSentError",
    "UnwelcomeLogoError",
    "WrongAddressError",
    "accept_invitation",
    "add_member",
    "change_role",
    "check_keeps_manager",
    "check_may_leave",
    "check_site_url",
    "contrast_with_white",
    "create_organisation",
    "dark_enough",
    "follow_staff",
    "invite",
    "join_as_new_person",
    "keep_branding",
    "letter_language",
    "one_line",
    "read_logo",
    "remove_branding",
    "remove_member",
    "renew_invitation",
    "revoke_invitation",
    "send_invitation",
    "site_url",
]
