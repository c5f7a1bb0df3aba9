# One image for every role of Pulssi: docker build -t pulssi .
# It runs as nobody in particular, on a file system it cannot write to; only /data, where one is mounted, is its own.

FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/pulssi
COPY requirements/run.txt requirements/run.txt
RUN /opt/pulssi/bin/pip install --no-cache-dir --no-compile --require-hashes --only-binary :all: -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY bot bot
COPY charts charts
COPY jobs jobs
COPY locales locales
COPY sandbox sandbox
COPY storage storage
COPY survey survey
# The builder of the wheel is pinned like everything else; what it needs is in the lock.
RUN /opt/pulssi/bin/pip install --no-cache-dir --no-deps --no-build-isolation --no-index . \
 && python -m compileall -q -j 0 /opt/pulssi/lib

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin pulssi \
 && install -d -o pulssi -g pulssi -m 0700 /data
COPY --from=build /opt/pulssi /opt/pulssi
# Matplotlib keeps a list of the fonts it has found, for which /tmp is enough.
ENV PATH=/opt/pulssi/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib \
    DATABASE_URL=sqlite:////data/pulssi.db PULSSI_KEY_FOLDER=/data/keys PULSSI_HOST=0.0.0.0 PULSSI_LOG_FORMAT=json
USER pulssi
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ.get(\"PULSSI_PORT\", \"8080\")}/healthz', timeout=4)"]
ENTRYPOINT ["pulssi"]
CMD ["run"]
