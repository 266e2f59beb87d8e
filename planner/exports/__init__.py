"""A plan's frozen snapshot as files to work with: a workbook, CSV files and slides. No framework."""
