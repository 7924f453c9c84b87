#!/bin/sh
# Puts the parts beside this script together, checks them, and runs StreamForge's gpu-check without a network:
#   sh gpu-check.sh [FOLDER] [options of gpu-check]
# FOLDER (default: ./streamforge-gpu) gets what the parts hold; it is kept, so that a second run starts at once.
# What it needs: sh, tar, gzip, one of sha256sum, shasum and openssl; NVIDIA's driver; CUDA and cuDNN where the pack has
# none: by the system or as Python's nvidia packages.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
list=$here/parts.sha256
say() { printf 'gpu-check.sh: %s\n' "$*" >&2; }
fail() { say "$*"; exit 2; }

folder=$PWD/streamforge-gpu
case ${1:-} in
  '' | -*) ;;
  *) folder=$1 && shift ;;
esac
case $folder in /*) ;; *) folder=$PWD/$folder ;; esac

sum() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1" | cut -d' ' -f1
  elif command -v shasum >/dev/null 2>&1; then shasum -a 256 "$1" | cut -d' ' -f1
  elif command -v openssl >/dev/null 2>&1; then openssl dgst -sha256 -r "$1" | cut -d' ' -f1
  else fail "sha256sum, shasum or openssl is needed to check the parts"; fi
}

check_parts() {
  faults=0
  while read -r expected name; do
    if [ ! -f "$here/$name" ]; then
      say "the part $name is missing: copy it to $here"
      faults=$((faults + 1))
    elif [ "$(sum "$here/$name")" != "$expected" ]; then
      say "the part $name is damaged: copy it again to $here"
      faults=$((faults + 1))
    fi
  done <"$list"
  [ "$faults" = 0 ] || fail "$faults of $(wc -l <"$list" | tr -d ' ') parts are missing or damaged"
}

[ -f "$list" ] || fail "parts.sha256 is missing: copy it to $here"
pack=$(sum "$list")
if [ "$(cat "$folder/.pack" 2>/dev/null || true)" != "$pack" ]; then
  if [ ! -e "$folder/.pack" ] && [ -n "$(ls -A "$folder" 2>/dev/null || true)" ]; then
    fail "$folder holds other files: name an empty folder"
  fi
  check_parts
  mkdir -p "$folder"
  printf 'unpacking\n' >"$folder/.pack" # it names the pack when everything is there
  say "unpacking into $folder"
  rm -rf "$folder/cuda" "$folder/onnxruntime" # of another pack, which may have other versions
  while read -r _ name; do cat "$here/$name"; done <"$list" | gzip -dc | (cd "$folder" && tar -xof -)
  printf '%s\n' "$pack" >"$folder/.pack"
fi

export DATA_DIR="$folder/data" MODELS_DIR="$folder/models"
[ ! -d "$folder/onnxruntime" ] || export ONNXRUNTIME_DIR="$folder/onnxruntime"
[ ! -d "$folder/cuda" ] || export LD_LIBRARY_PATH="$folder/cuda${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
exec "$folder/streamforge" gpu-check "$@"
