"""Pages of people, invitations and one's own account."""
