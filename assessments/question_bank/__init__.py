"""The question bank: a document becomes frozen objects, or is refused with file, line and reason."""
