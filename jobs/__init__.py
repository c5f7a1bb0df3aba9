"""What the clock does: one file a job, a timetable, the dispatcher."""
