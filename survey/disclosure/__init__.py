"""What may be said of closed answers, so that nobody can tell who gave which (SCIENCE 5.3 to 5.5)."""
