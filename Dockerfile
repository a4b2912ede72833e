FROM docker.io/library/python:3.11-slim

# --build-arg GPU=1 installs TensorFlow with its CUDA libraries (some 5 GB more).
ARG GPU=0

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DIGITNET_HOME=/data

WORKDIR /app

# Dependencies first, in a layer of their own: it is built anew only when they change.
COPY requirements.txt .
RUN if [ "$GPU" = "1" ]; then sed -i 's/^tensorflow>/tensorflow[and-cuda]>/' requirements.txt; fi \
    && pip install --no-cache-dir -r requirements.txt

COPY .streamlit .streamlit
COPY assets assets
COPY digitnet digitnet
COPY app.py .

RUN useradd --create-home --uid 1000 digitnet \
    && mkdir /data \
    && chown digitnet /data
USER digitnet
VOLUME /data

EXPOSE 8501
HEALTHCHECK --start-period=30s --interval=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8501/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.port", "8501"]
