"""The question bank: its values, the checker of a bank somebody brings along, and the lint of a wording."""
