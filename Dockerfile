# The site in one image: gunicorn, or any `python manage.py …` in its place. docs/operations.md says how it is run.
# The digest of the base image is not pinned: pin it where the image is built (FROM python:3.11-slim-bookworm@sha256:…).
FROM python:3.11-slim-bookworm AS built
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/site
RUN python -m venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
COPY requirements.txt ./
RUN python -m pip install --require-hashes -r requirements.txt
COPY . .
# Settings want every secret before they do anything; these end with the command.
RUN python setup/compile_catalogues.py \
 && python -m search.lexicon \
 && DJANGO_SETTINGS_MODULE=portal.settings_production SECRET_KEY=thrown-away FIELD_KEYS=k1:thrown-away CARD_KEYS=k1:thrown-away \
    DATABASE_URL=postgres://thrown-away/away ALLOWED_HOSTS=localhost SITE_URL=https://localhost CACHE_URL=dummycache:// \
    PROXY_HOPS=1 EMAIL_URL=dummymail:// DEFAULT_FROM_EMAIL=away@localhost STATIC_ROOT=/srv/static \
    python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q -x '/\.' . \
 && mkdir -p .run/media

FROM python:3.11-slim-bookworm
# What draws the PDFs; the fonts hold Myanmar, Khmer, Lao and Thai. Backups ask pg_dump, of the server's version.
RUN apt-get update -qq \
 && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-core \
    postgresql-client-15 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin site
COPY --from=built /srv /srv
RUN chown -R site: /srv/site/.run && install -d -o site -m 700 /srv/backups
WORKDIR /srv/site
USER 10001
# METRICS_DIR: in memory, and each container's own, as the numbers of its processes are.
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings_production \
    STATIC_ROOT=/srv/static \
    METRICS_DIR=/dev/shm/figures
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm"]
