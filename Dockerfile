# Every service of Camfleet, in two images: `cpu`, and `gpu` with CUDA 12, cuDNN 9 and the library that uses them.
#
#   docker build --target cpu --tag camfleet:0.1.0-cpu .
#   docker build --target gpu --tag camfleet:0.1.0-gpu .
#
# What is started is said by the command: node services/worker/dist/main.js, or camfleet for the command line.

# The workspaces' package.json files alone: as long as they stay, what npm installs is taken from the cache.
FROM node:24.21.0-bookworm-slim AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete \
 && find . -mindepth 1 -type d -empty -delete

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY --from=manifests /app ./
RUN npm ci
COPY . .
RUN npm run build \
 && find packages services -depth -type d \( -name src -o -name test -o -name training -o -name wasm \) -not -path '*/dist/*' -exec rm -r {} + \
 && find packages services -type f \( -name '*.tsbuildinfo' -o -name 'tsconfig*.json' -o -name '*.d.ts' -o -name '*.map' \) -delete

# What runs, and nothing that only builds or tests.
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY --from=manifests /app ./
RUN npm ci --omit=dev

FROM dependencies AS cuda
RUN ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js \
 && test -s node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so \
 && rm -f node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_tensorrt.so

# An init process that hands signals on and collects processes that nobody waits for. Linked statically, so that any
# base can take it.
FROM node:24.21.0-bookworm-slim AS init
RUN apt-get update \
 && apt-get install --yes --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/*

FROM node:24.21.0-bookworm-slim AS cpu
COPY --from=init /usr/bin/tini-static /usr/bin/tini
# Volumes that are first mounted here belong to who writes into them.
RUN ln -s /app/services/cli/bin/camfleet.js /usr/local/bin/camfleet \
 && install --directory --owner=1000 --group=1000 /keys /secrets/store /secrets/grafana
WORKDIR /app
COPY docker/ docker/
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/package.json package.json
COPY --from=build /app/packages packages
COPY --from=build /app/services services
# MALLOC_*: packages/runtime/src/allocator-settings.ts says why.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=131072 \
    MALLOC_TRIM_THRESHOLD_=16777216 \
    METRICS_HOST=0.0.0.0 \
    METRICS_PORT=9464 \
    XDG_CACHE_HOME=/tmp
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 CMD ["node", "docker/health.mjs"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["camfleet", "--help"]

FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04 AS gpu
COPY --from=init /usr/bin/tini-static /usr/bin/tini
COPY --from=init /usr/local/bin/node /usr/local/bin/node
RUN ln -s /app/services/cli/bin/camfleet.js /usr/local/bin/camfleet \
 && install --directory --owner=1000 --group=1000 /keys /secrets/store /secrets/grafana
WORKDIR /app
COPY docker/ docker/
COPY --from=cuda /app/node_modules node_modules
COPY --from=build /app/package.json package.json
COPY --from=build /app/packages packages
COPY --from=build /app/services services
# MALLOC_*: packages/runtime/src/allocator-settings.ts says why.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=131072 \
    MALLOC_TRIM_THRESHOLD_=16777216 \
    METRICS_HOST=0.0.0.0 \
    METRICS_PORT=9464 \
    PROVIDER=cuda \
    XDG_CACHE_HOME=/tmp
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=120s --retries=3 CMD ["node", "docker/health.mjs"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["camfleet", "--help"]
