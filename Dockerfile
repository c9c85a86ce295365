# The archive in one image. By itself it runs on SQLite and Whoosh: docker run -p 127.0.0.1:8000:8000 -v archive:/data IMAGE
# compose.yaml runs it on PostgreSQL and OpenSearch.
FROM python:3.13-slim-trixie

# Of the version of the server in compose.yaml, which `manage.py backup` asks for; no older Debian has it.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --no-create-home archive \
 && install --directory --owner archive --mode 700 /data

WORKDIR /app
COPY requirements.txt ./
RUN python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
COPY manage.py ./
COPY fixtures/ fixtures/
COPY articles/ articles/
COPY search/ search/
COPY archive/ archive/
RUN python -m compileall -q archive articles search

ENV ARCHIVE_DATA=/data BIND=0.0.0.0 SITE_URL=http://127.0.0.1:8000
USER archive
VOLUME /data
EXPOSE 8000
CMD ["python", "manage.py", "up"]
