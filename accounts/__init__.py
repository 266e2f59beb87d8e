"""Who you are: users, organisations, memberships and invitations."""
