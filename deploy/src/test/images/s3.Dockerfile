# As andrewgaul/s3proxy: each variable S3PROXY_X or JCLOUDS_X is a property. The jars are those of local-stack.
FROM waymill-test/base
COPY . /opt/s3proxy/libs/
RUN printf '%s\n' '#!/bin/bash' \
      "env | grep -E '^(S3PROXY|JCLOUDS)_' | while IFS='=' read -r name value; do" \
      "  echo \"\$(echo \"\$name\" | tr 'A-Z_' 'a-z.')=\$value\"" \
      "done > /tmp/s3proxy.properties" \
      "exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp '/opt/s3proxy/libs/*' org.gaul.s3proxy.Main --properties /tmp/s3proxy.properties" \
      > /opt/s3proxy/run-docker-container.sh && chmod +x /opt/s3proxy/run-docker-container.sh
