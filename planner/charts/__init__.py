"""One definition per chart, for the page (inline SVG) and for the PDF (reportlab Drawing)."""

from planner.charts.fonts import register_fonts

# reportlab's styles look up the base font while they are imported, so it must be known before them.
register_fonts()
