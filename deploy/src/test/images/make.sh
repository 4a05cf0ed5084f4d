#!/bin/sh
# Makes images from Debian's packages and Kafka's jars that behave, as far as docker-compose.yml uses them, like those it
# names. For machines that cannot pull images. Needs mmdebstrap and an engine.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)

# The base of the services' images, and of the others.
if ! docker image inspect waymill-test/base >/dev/null 2>&1; then
  mmdebstrap --quiet --variant=minbase --include=openjdk-25-jre-headless,postgresql-17,haproxy trixie - |
    docker import - waymill-test/base
fi
build() {
  DOCKER_BUILDKIT=0 docker build --quiet --tag "waymill-test/$1" --file "$here/$1.Dockerfile" "$2"
}
build postgres "$here"
build proxy "$here"
build kafka "$root/local-stack/target/kafka"
build s3 "$root/local-stack/s3proxy/target/lib"
