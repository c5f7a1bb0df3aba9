"""A chat workspace on your own machine that speaks Slack, with a page to click in and faults on demand."""
