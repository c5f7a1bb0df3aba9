"""What a few numbers can carry: intervals, usual variation, and whether a change is more than that.

Pure functions of numbers that the gate let out. Sections named are those of SCIENCE, the published sources
those it cites; the vectors of these sections are reproduced in tests/survey/statistics.
"""
