# The image of every Python service in docker-compose.yml. No server is embedded in it, no
# compiler is needed for it, and nothing in it runs as root.

FROM python:3.11-slim AS packages
COPY requirements/base.txt /requirements.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --only-binary :all: --require-hashes -r /requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=cms.settings.production \
    MASTHEAD_HOME=/var/lib/masthead \
    MASTHEAD_WEB_HOST=0.0.0.0

# A new named volume takes over the owner of the folder it is mounted on.
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent masthead \
    && mkdir -p /var/lib/masthead \
    && cd /var/lib/masthead \
    && mkdir beat media mirrors published tuf \
    && chown masthead:masthead beat media mirrors published tuf

COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY cms cms
COPY pages pages
COPY workflows workflows
COPY search search
COPY templates templates

# Values for this one line only: settings refuse to load without them.
RUN DATABASE_URL=postgres://build@build/build \
    MASTHEAD_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    MASTHEAD_ALLOWED_HOSTS=build.invalid \
    MASTHEAD_PRIMARY_URL=https://build.invalid \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q cms pages workflows search

USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "cms.services", "web"]
