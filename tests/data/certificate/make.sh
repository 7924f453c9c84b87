#!/bin/sh
# Makes the certificate of hooks.example, with which tests try HTTPS. Its key is in this folder: it protects nothing.
cd "$(dirname "$0")" || exit 1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=hooks.example \
  -addext subjectAltName=DNS:hooks.example -addext basicConstraints=critical,CA:FALSE \
  -keyout key.pem -out certificate.pem
