"""What Prometheus may know: how many and how fast, never who and never what.

Reminders are left out of the counts: how many were sent is how many had not answered, which nobody may know
before a round closes (SCIENCE P3).
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from sqlalchemy import Engine

from app.roles import Role
from storage import deliveries
from storage.database import reading
from survey.deliveries import Kind, Status
from survey.ports import Clock

_LAGS = (1, 5, 15, 60, 300, 900, 3600, 10800, 43200)
_DURATIONS = (0.01, 0.05, 0.25, 1, 5, 15, 60, 300)
COUNTED = (Kind.ASK, Kind.DIGEST, Kind.COMMENTS, Kind.NOTICE, Kind.MONTH, Kind.QUARTER)


class Metrics:
    """The Observer port, kept in a registry of its own."""

    def __init__(self, role: Role = Role.ALL) -> None:
        """Count nothing yet."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        process = Gauge("pulssi_process", "This process, by its role", ["role"], registry=self._registry)
        process.labels(role).set(1)
        self._deliveries = Gauge(
            "pulssi_deliveries",
            "Messages owed in the last fourteen days, by state",
            ["kind", "state"],
            registry=self._registry,
        )
        self._lag = Histogram(
            "pulssi_delivery_lag_seconds",
            "Seconds between the moment a message was due and its arrival",
            ["kind"],
            buckets=_LAGS,
            registry=self._registry,
        )
        self._acknowledgements = Counter(
            "pulssi_acknowledgements", "Taps by how they ended", ["outcome"], registry=self._registry
        )
        self._jobs = Histogram(
            "pulssi_job_seconds",
            "How long jobs run",
            ["job", "ok"],
            buckets=_DURATIONS,
            registry=self._registry,
        )

    def delivered(self, kind: Kind, *, seconds: float) -> None:
        """A message arrived so many seconds after it was due."""
        if kind in COUNTED:
            self._lag.labels(kind).observe(max(0.0, seconds))

    def acknowledged(self, outcome: str) -> None:
        """A tap ended."""
        self._acknowledgements.labels(outcome).inc()

    def job_done(self, job: str, *, seconds: float, ok: bool) -> None:
        """A job of the timetable ran."""
        self._jobs.labels(job, "yes" if ok else "no").observe(seconds)

    def exposition(self, engine: Engine, *, clock: Clock) -> bytes:
        """Everything in Prometheus' text format; the ledger is counted anew each time."""
        with reading(engine) as session:
            counts = deliveries.counts(session, COUNTED, at=clock())
        for kind in COUNTED:
            for status in Status:
                self._deliveries.labels(kind, status).set(counts.get((kind, status), 0))
        return generate_latest(self._registry)
