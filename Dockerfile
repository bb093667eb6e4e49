# The playground on one's own server: see docs/deploy.md.
#   docker build -t genmodels .                             for a CPU
#   docker build -t genmodels --build-arg DEVICE=cuda .     for an NVIDIA GPU; run it with --gpus all
FROM python:3.11-slim

ARG DEVICE=cpu
WORKDIR /app

COPY requirements.txt .
# PyPI's torch brings three gigabytes of CUDA; PyTorch's own index has the same version without
RUN if [ "$DEVICE" = cpu ]; then \
        grep -E '^torch(vision)?==' requirements.txt \
        | xargs pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu; \
    fi \
    && pip install --no-cache-dir -r requirements.txt

RUN useradd --create-home --uid 1000 visitor && install -d -o visitor -g visitor /home/visitor/.cache
COPY app.py ./
COPY genmodels genmodels
COPY ui ui
COPY train train
COPY checkpoints checkpoints
USER visitor

ENV GENMODELS_HOST=0.0.0.0 PYTHONUNBUFFERED=1
EXPOSE 7860
VOLUME /home/visitor/.cache
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open('http://127.0.0.1:7860/gradio_api/app_id', timeout=4)"]
CMD ["python", "app.py"]
