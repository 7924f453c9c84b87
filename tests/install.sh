# Sourced by ./sf before the tests: the programs that they drive besides Deno and ffmpeg.
have chromium || install_packages chromium
have bwrap || install_packages bubblewrap
[ -n "$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null)" ] || install_packages postgresql
