"""Banks of questions as files: checked, taken over and taken along by an operator."""
