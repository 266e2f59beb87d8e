"""The executive PDF: content (plain data) → sections (flowables) → bytes, from a frozen snapshot alone."""
