FROM docker.io/library/python:3.11-slim

# --build-arg GPU=1 installs TensorFlow with its CUDA libraries (some 5 GB more).
ARG GPU=0

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DIGITNET_HOME=/data

WORKDIR /app

# Dependencies first, in a layer of their own, from an empty package with the same metadata: it is
# built anew only when pyproject.toml changes.
COPY pyproject.toml ./
RUN mkdir -p digitnet assets .streamlit \
    && touch digitnet/__init__.py app.py .streamlit/config.toml README.md LICENSE \
    && if [ "$GPU" = "1" ]; then extra="[gpu]"; else extra=""; fi \
    && pip install --no-cache-dir ".$extra"

COPY . .
RUN pip install --no-cache-dir --no-deps --force-reinstall . \
    && useradd --create-home --uid 1000 digitnet \
    && mkdir /data \
    && chown digitnet /data
WORKDIR /home/digitnet
USER digitnet
VOLUME /data

EXPOSE 8501
HEALTHCHECK --start-period=30s --interval=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8501/healthz', timeout=4)"]
CMD ["digitnet", "serve", "--port", "8501"]
