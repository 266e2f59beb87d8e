"""A snapshot as slides: the answer on one page and the main charts, native and editable in PowerPoint."""
