"""Saved output of measuring commands becomes measured answers: parsers that know no framework."""

from assessments.probes.combine import AcceleratorRow, Measured, combine
from assessments.probes.decoding import LARGEST_OUTPUT, decode_output
from assessments.probes.difference import Difference, compare_amounts, compare_rows
from assessments.probes.read import COMMANDS, QUANTITIES, detect, read_output
from assessments.probes.reading import Finding, OutputError, Reading, findings_from_data, findings_to_data
from assessments.probes.value import left_out, measured_value

__all__ = [
    "COMMANDS",
    "LARGEST_OUTPUT",
    "QUANTITIES",
    "AcceleratorRow",
    "Difference",
    "Finding",
    "Measured",
    "OutputError",
    "Reading",
    "combine",
    "compare_amounts",
    "compare_rows",
    "decode_output",
    "detect",
    "findings_from_data",
    "findings_to_data",
    "left_out",
    "measured_value",
    "read_output",
]
