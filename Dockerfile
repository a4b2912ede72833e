# Two images: "full", the default, and "light", which reads drawings without TensorFlow.
#   docker build -t digitnet .
#   docker build -t digitnet-light --target light .

# The last Python that all parts are tested with on every change. The digest names the image for all
# platforms; change it together with the tag.
ARG PYTHON=docker.io/library/python:3.11.16-slim-trixie@sha256:be1575ed968de893bd54f4c56315ff7c4736ce522c1bca08fd521731aafc0d76

FROM ${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN pip install "cyclonedx-bom>=7.5,<8" \
    && python -m venv --without-pip /opt/digitnet
COPY deploy/finish-image.sh /usr/local/bin/finish-image
COPY requirements-light.txt ./
RUN pip --python /opt/digitnet install -r requirements-light.txt

FROM build AS build-light
COPY . .
RUN pip --python /opt/digitnet install --no-deps . && finish-image

# --build-arg GPU=1 installs TensorFlow with its CUDA libraries (some 5 GB more), EXTRAS="cluster export"
# the packages of these extras of pyproject.toml.
FROM build AS build-full
ARG GPU=0
COPY requirements.txt ./
# TensorFlow without code for GPUs is a third of the size; there are wheels for x86 only. On ARM,
# TensorFlow has none of that code.
RUN case "$GPU $(uname -m)" in \
        "1 "*) tensorflow="tensorflow[and-cuda]" ;; \
        "0 x86_64") tensorflow="tensorflow-cpu" ;; \
        *) tensorflow="tensorflow" ;; \
    esac \
    && sed -i "s/^tensorflow>/$tensorflow>/" requirements.txt \
    && pip --python /opt/digitnet install -r requirements.txt
ARG EXTRAS=
COPY pyproject.toml ./
RUN python -c "import tomllib; \
        extras = tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']; \
        print(*(line for name in '$EXTRAS'.split() for line in extras[name]), sep='\n')" > extras.txt \
    && pip --python /opt/digitnet install -r requirements.txt -r extras.txt
COPY . .
RUN pip --python /opt/digitnet install --no-deps . && finish-image

# What runs has no package manager of Python's and no compiler.
FROM ${PYTHON} AS runtime
LABEL org.opencontainers.image.title="digitnet" \
      org.opencontainers.image.description="Draw a digit, watch a network read it." \
      org.opencontainers.image.licenses="MIT AND CC-BY-SA-3.0"
RUN pip uninstall --yes --root-user-action ignore pip setuptools wheel \
    && useradd --create-home --uid 1000 digitnet \
    && mkdir /data \
    && chown digitnet /data
ENV PATH=/opt/digitnet/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DIGITNET_HOME=/data
WORKDIR /home/digitnet
USER 1000
VOLUME /data
EXPOSE 8501
# Of page and engine; an engine that no page has started yet is not missed.
HEALTHCHECK --start-period=30s --interval=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8501/healthz', timeout=4)"]
CMD ["digitnet", "serve", "--port", "8501"]

FROM runtime AS light
COPY --from=build-light /opt/digitnet /opt/digitnet

FROM runtime AS full
COPY --from=build-full /opt/digitnet /opt/digitnet
