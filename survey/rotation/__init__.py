"""What a week asks, whom, and how often: rotation, sampling and fatigue (SCIENCE 3.1 to 3.5)."""
