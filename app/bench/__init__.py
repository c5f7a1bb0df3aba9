"""Measurements anybody can repeat: each beside a plain twin in the same run, because only ratios travel."""
