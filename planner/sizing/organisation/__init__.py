"""What the figures of an organisation are worked out from, and what one of them is."""
