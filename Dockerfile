# docker build --target cpu -t streamforge .        docker run -p 8000:8000 -v streamforge:/data streamforge
# docker build --target cuda -t streamforge:cuda .  docker run --gpus all -p 8000:8000 -v streamforge:/data streamforge:cuda

FROM denoland/deno:debian-2.9.6 AS build
WORKDIR /build
COPY deno.json deno.lock ./
RUN deno install --frozen
COPY . .
RUN deno task compile

FROM debian:12-slim AS cpu
RUN apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg bubblewrap ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home streamforge \
  && install -d -o streamforge -g streamforge /data
COPY --from=build /build/dist/streamforge /usr/local/bin/streamforge
USER streamforge
ENV HOST=0.0.0.0 DATA_DIR=/data MODELS_DIR=/data/models
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["streamforge", "health"]
ENTRYPOINT ["streamforge"]
CMD ["serve"]

# ONNX Runtime's CUDA provider: from the wheel of the same version as the library in the binary, next to a copy of that
# library
FROM python:3.12-slim AS cuda-provider
RUN pip download --no-deps --only-binary=:all: -d /wheels onnxruntime-gpu==1.26.0 \
  && python -m zipfile -e /wheels/*.whl /wheel \
  && mkdir /onnxruntime \
  && cp /wheel/onnxruntime/capi/libonnxruntime_providers_*.so /onnxruntime/
COPY --from=build /build/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1 /onnxruntime/

FROM nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04 AS cuda
RUN apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg bubblewrap ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home streamforge \
  && install -d -o streamforge -g streamforge /data
COPY --from=cuda-provider /onnxruntime /opt/onnxruntime
COPY --from=build /build/dist/streamforge /usr/local/bin/streamforge
USER streamforge
ENV HOST=0.0.0.0 DATA_DIR=/data MODELS_DIR=/data/models ONNXRUNTIME_DIR=/opt/onnxruntime
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility,video
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["streamforge", "health"]
ENTRYPOINT ["streamforge"]
CMD ["serve"]
