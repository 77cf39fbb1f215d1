# The app for a class: docs/deployment.md. Build and start: docker compose -f deploy/compose.yaml up
FROM python:3.11.13-slim-bookworm@sha256:86adf8dbadc3d6e82ee5dd2c74bec2e1c2467cdad47886280501df722372d2e1 AS packages
WORKDIR /packages
COPY deploy/requirements.lock ./
# Wheels alone: nothing is built, and so nothing of anybody's is run.
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.lock

FROM python:3.11.13-slim-bookworm@sha256:86adf8dbadc3d6e82ee5dd2c74bec2e1c2467cdad47886280501df722372d2e1
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin cnnviz
COPY --from=packages /venv /venv
WORKDIR /app
COPY app.py serve.py ./
COPY .streamlit .streamlit
COPY assets assets
COPY pages pages
COPY cnnviz cnnviz
# The root may be read-only: what Python would write while it runs is written here.
RUN /venv/bin/python -m compileall -q /app
USER 10001
ENV HOME=/tmp OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/venv/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["/venv/bin/python", "-m", "streamlit", "run", "serve.py", "--server.headless=true", "--server.address=0.0.0.0", "--server.port=8501"]
