"""What is remembered: tables, queries returning survey values, migrations, keys."""
