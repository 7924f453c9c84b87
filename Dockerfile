# docker build --target cpu -t streamforge .        docker run -p 8000:8000 -v streamforge:/data streamforge
# docker build --target cuda -t streamforge:cuda .  docker run --gpus all -p 8000:8000 -v streamforge:/data streamforge:cuda
# For a driver before 580 or a GPU that CUDA 13 leaves out: --build-arg CUDA=12 with the second.
# docs/running.md tells what the container may do without, and deploy/ has compose files. `./sf test:image` tries it.

ARG CUDA=13

FROM denoland/deno:debian-2.9.6 AS build
ARG CUDA
WORKDIR /build
# a layer of its own, which only other packages make anew
COPY deno.json deno.lock ./
RUN deno install --frozen
COPY . .
RUN deno task cuda $CUDA && deno task compile

FROM debian:13-slim AS cpu
# tini is process 1: it passes signals on, and collects processes whose parent was killed
RUN apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg bubblewrap ca-certificates tini \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin streamforge \
  && install -d -o streamforge -g streamforge /data /data/models
COPY --from=build /build/dist/streamforge /usr/local/bin/streamforge
USER 10001:10001
# HOME is in the volume, because the rest may be read-only
ENV HOST=0.0.0.0 DATA_DIR=/data MODELS_DIR=/data/models HOME=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["streamforge", "health"]
ENTRYPOINT ["tini", "--", "streamforge"]
CMD ["serve"]

# ONNX Runtime's CUDA provider: from the wheel of the same version as the library in the binary, next to a copy of that
# library
FROM python:3.12-slim AS cuda-provider
ARG CUDA
COPY tasks/image/cuda$CUDA.txt /wheels.txt
RUN pip download --no-deps --only-binary=:all: --python-version=3.12 --require-hashes -d /wheels -r /wheels.txt \
  && python -m zipfile -e /wheels/*.whl /wheel \
  && mkdir /onnxruntime \
  && cp /wheel/onnxruntime/capi/libonnxruntime_providers_*.so /onnxruntime/ \
  && rm -r /wheels /wheel
COPY --from=build /build/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1 /onnxruntime/

FROM nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04 AS cuda-12
FROM nvidia/cuda:13.0.2-cudnn-runtime-ubuntu24.04 AS cuda-13

FROM cuda-$CUDA AS cuda
RUN apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg bubblewrap ca-certificates tini \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin streamforge \
  && install -d -o streamforge -g streamforge /data /data/models
COPY --from=cuda-provider /onnxruntime /opt/onnxruntime
COPY --from=build /build/dist/streamforge /usr/local/bin/streamforge
USER 10001:10001
ENV HOST=0.0.0.0 DATA_DIR=/data MODELS_DIR=/data/models HOME=/data ONNXRUNTIME_DIR=/opt/onnxruntime
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility,video
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["streamforge", "health"]
ENTRYPOINT ["tini", "--", "streamforge"]
CMD ["serve"]
