"""Tagged PDF: what a page shows is also told as a structure that screen readers follow (ISO 32000-1, 14.7 and 14.8)."""
