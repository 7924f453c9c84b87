# Sourced by ./sf before the tests: the programs that they drive besides Deno and ffmpeg.
have jq || install_packages jq
have curl || install_packages curl
have chromium || install_packages chromium
have firefox-esr || have firefox || install_packages firefox-esr ||
  say "there is no package firefox-esr: install Firefox by hand, else tests/routes/web/other_browsers_test.ts fails"
have WebKitWebDriver && have Xvfb || install_packages webkit2gtk-driver xvfb gstreamer1.0-libav gstreamer1.0-plugins-good ||
  say "there is no webkit2gtk-driver with GStreamer and Xvfb: install them by hand, else tests/routes/web/other_browsers_test.ts fails"
have bwrap || install_packages bubblewrap
have strace || install_packages strace
sh "$root/tests/install_versitygw.sh" >/dev/null || {
  install_packages python3-pip && sh "$root/tests/install_versitygw.sh" >/dev/null
}
[ -n "$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null)" ] || install_packages postgresql
# A package of PyPI, in a folder of its own.
install_python() {
  folder=$tools/$1-$2
  [ -d "$folder" ] && return
  have python3 && python3 -m pip --version >/dev/null 2>&1 || install_packages python3-pip
  say "installing $1"
  rm -rf "$folder.new"
  python3 -m pip install -q --disable-pip-version-check --target "$folder.new" "$1==$2"
  mv "$folder.new" "$folder"
}
install_python schemathesis 4.32.5
have nginx || install_packages nginx
have caddy || install_packages caddy
have openssl || install_packages openssl
install_python standardwebhooks 1.1.0
have systemd-analyze || install_packages systemd
sh "$root/tests/install_compose.sh" >/dev/null || {
  install_packages python3-pip && sh "$root/tests/install_compose.sh" >/dev/null
}
