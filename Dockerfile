# syntax=docker/dockerfile:1
# One image for web and worker; docker-compose.yml says which it is to be,
# by the command and its health check.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/run.txt /tmp/run.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/run.txt
WORKDIR /app
COPY . .
# The key is for this step alone and is in no layer that is kept.
RUN SECRET_KEY="$(/opt/venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    DATA_DIR=/tmp/data /opt/venv/bin/python manage.py collectstatic --noinput \
    && /opt/venv/bin/python -m config.operator.sbom /app/sbom.cdx.json \
    && /opt/venv/bin/python -m compileall -q /app

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    DATA_DIR=/data \
    LOG_FORMAT=json
RUN useradd --system --uid 10001 --no-create-home --home-dir /app singgah \
    && install -d -o singgah -g singgah /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER singgah
VOLUME /data
EXPOSE 8000
