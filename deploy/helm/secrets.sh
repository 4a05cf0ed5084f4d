#!/bin/sh
# Prints the Secrets of the chart's default values, with random content:
#
#   deploy/helm/secrets.sh | kubectl --namespace waymill create -f -
#
# `create` refuses to replace existing ones, and so do you: the databases know the passwords.
set -eu

# BYTES of random data in the URL-safe alphabet of Base64, without padding.
random() {
  head -c "$1" /dev/urandom | base64 | tr -d '=\n' | tr '+/' '-_'
}

cat <<YAML
apiVersion: v1
kind: Secret
metadata: {name: waymill}
type: Opaque
stringData:
  waymill.secret: "$(random 32)"
  admin.key: "wm_$(random 9)_$(random 32)"
YAML
for database in gateway scheduler worker; do
  cat <<YAML
---
apiVersion: v1
kind: Secret
metadata: {name: waymill-$database-database}
type: kubernetes.io/basic-auth
stringData:
  username: waymill_$database
  password: "$(random 32)"
YAML
done
