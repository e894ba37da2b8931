#!/usr/bin/env bash
# Installs the gateways that ours is compared with, outside of this repository: they are no dependencies
# of it. Usage: tests/bench/peers/install.sh FOLDER; then MODELDOCKER_BENCH_PEERS=FOLDER npm run bench gateway
set -eu
folder=${1:?"Name the folder to install them in."}
mkdir -p "$folder"
cd "$folder"
[ -e package.json ] || echo '{"private":true}' > package.json
# With newer ones of hono, Portkey's gateway does not stream.
npm install --no-audit --no-fund --save-exact \
  @portkey-ai/gateway@1.15.2 @hono/node-server@1.13.8 hono@4.9.7 @musistudio/llms@1.0.53
python3 -m venv py
py/bin/pip install --quiet 'litellm[proxy]'
