# The application: web server, worker cluster and commands from one image. compose.yaml starts all of it.
#   docker build -t second-look .
#   --build-arg EXTRAS="--extra llm --extra otel"       a language model's client, and traces
#   --build-arg PACKAGES="tesseract-ocr tesseract-ocr-deu"    reads scans
FROM python:3.13-slim-bookworm AS build
ARG EXTRAS=""
ENV UV_PROJECT_ENVIRONMENT=/opt/venv UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv
WORKDIR /opt/second-look
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --locked --no-default-groups --no-install-project ${EXTRAS}

FROM python:3.13-slim-bookworm
ARG PACKAGES=""
RUN if [ -n "${PACKAGES}" ]; then apt-get update && apt-get install -y --no-install-recommends ${PACKAGES} \
    && rm -rf /var/lib/apt/lists/*; fi
RUN useradd --system --uid 10001 --create-home second-look && install -d -o second-look -g second-look /data
WORKDIR /opt/second-look
COPY --from=build /opt/venv /opt/venv
COPY manage.py pyproject.toml ./
COPY config config
COPY analysis analysis
COPY profiles profiles
COPY templates templates
COPY static static
ENV PATH=/opt/venv/bin:$PATH DATA_DIR=/data PYTHONUNBUFFERED=1
USER second-look
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "python:config.server.gunicorn", "--bind", "0.0.0.0:8000"]
