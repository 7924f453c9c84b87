#!/bin/sh
# Prints the folder of podman-compose, jsonschema and the compose schema, which the tests of deploy/ use. The first call
# installs them by pip.
set -eu
folder=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/streamforge/compose-1

if [ ! -d "$folder" ]; then
  new=$folder.$$
  trap 'rm -rf "$new"' EXIT
  pip() { python3 -m pip "$@" -q --disable-pip-version-check --root-user-action=ignore >&2; }
  pip install --target "$new" podman-compose==1.6.0 jsonschema==4.26.0
  # only for the schema that lies in it
  pip install --no-deps --target "$new/docker_compose" docker-compose==1.29.2
  mv "$new/docker_compose/compose/config/compose_spec.json" "$new/"
  rm -rf "$new/docker_compose"
  mv "$new" "$folder"
fi
echo "$folder"
