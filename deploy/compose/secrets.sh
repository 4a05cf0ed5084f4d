#!/bin/sh
# Creates the secrets that docker-compose.yml and s3.yml mount, each with random content. Existing files are kept, so it can be run
# again after an update. The folder is private; the files in it can be read by the users of the containers.
set -eu

cd "$(dirname "$0")"
mkdir -p -m 700 secrets secrets/alert-urls
chmod 755 secrets/alert-urls

# BYTES of random data in the URL-safe alphabet of Base64, without padding.
random() {
  head -c "$1" /dev/urandom | base64 | tr -d '=\n' | tr '+/' '-_'
}

# NAME CONTENT
create() {
  [ -e "secrets/$1" ] || printf '%s\n' "$2" >"secrets/$1"
}

umask 022
for name in postgres gateway scheduler worker grafana; do
  create "$name.password" "$(random 32)"
done
create waymill-secret "$(random 32)"
# The gateway registers this key at its first start.
create admin.key "wm_$(random 9)_$(random 32)"
# For the S3 store of s3.yml.
create s3.access-key "$(random 12)"
create s3.secret-key "$(random 32)"
# Where Alertmanager sends its alerts. Nothing listens there: enter the URLs of your webhooks.
for name in page ticket dead-mans-switch; do
  create "alert-urls/$name" http://127.0.0.1:9/
done
