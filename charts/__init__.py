"""Gated values in, figure, PNG bytes and alt text out."""
