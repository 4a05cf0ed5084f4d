# As apache/kafka: each variable KAFKA_X_Y is the setting x.y. The jars are those of local-stack.
FROM waymill-test/base
COPY . /opt/kafka/libs/
RUN useradd --system --no-create-home appuser && mkdir -p /var/lib/kafka/data && chown -R appuser /var/lib/kafka
USER appuser
CMD ["bash", "-euc", "\
  env | sed -n 's/^KAFKA_//p' | grep -v '^HEAP_OPTS' | while IFS='=' read -r name value; do \
    echo \"$(echo \"$name\" | tr 'A-Z_' 'a-z.')=$value\"; \
  done > /tmp/server.properties; \
  export CLASSPATH='/opt/kafka/libs/*'; \
  [ -e $KAFKA_LOG_DIRS/meta.properties ] || \
    java kafka.tools.StorageTool format -t $CLUSTER_ID -c /tmp/server.properties; \
  exec java $KAFKA_HEAP_OPTS kafka.Kafka /tmp/server.properties"]
