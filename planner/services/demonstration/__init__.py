"""The demonstration organisation and its team."""
