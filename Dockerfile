# The image of one service. Build the jars first (./mvnw -DskipTests package), then:
#
#   docker build --build-arg SERVICE=api-gateway --build-arg PORT=8080 -t waymill/api-gateway .
#
# BASE must have a Java 25 runtime, and bash for the health check. It needs no BuildKit.
ARG BASE=eclipse-temurin:25-jre

FROM ${BASE} AS layers
ARG SERVICE
COPY ${SERVICE}/target/${SERVICE}-boot.jar /service.jar
RUN java -Djarmode=tools -jar /service.jar extract --layers --destination /layers

FROM ${BASE}
ARG PORT=8080
WORKDIR /app
# From what changes least to what changes most, so that an update transfers little.
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/spring-boot-loader/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./

# The java command reads this variable; setting it replaces these options. Keep the garbage collector, or the AOT cache
# is not used and a start takes longer.
ENV JDK_JAVA_OPTIONS="-Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError" \
    SERVER_ADDRESS=0.0.0.0 \
    SERVER_PORT=${PORT} \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    SPRING_CONFIG_IMPORT=optional:configtree:/run/secrets/

# The AOT cache is for exactly this JVM and these jars, so it is made here: the context is created, without a database or
# a broker, and the process exits. Without the cache a start only takes longer, so a failure does not fail the build.
RUN java -XX:AOTCacheOutput=service.aot \
      -Dspring.context.exit=onRefresh \
      -Dwaymill.secret=unused \
      -Dwaymill.object-store.directory=/tmp/objects \
      -Dspring.flyway.enabled=false \
      -Dspring.jpa.hibernate.ddl-auto=none \
      -Dspring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false \
      -Dspring.jpa.database=postgresql \
      -jar service.jar > /tmp/training.log 2>&1 \
    || { tail -n 30 /tmp/training.log; echo "No AOT cache was made, so starts take longer"; }; \
    rm -rf /tmp/* service.aot.config; \
    mkdir -m 700 /data && chown 10001:10001 /data

USER 10001:10001
# The actuator listens on the port plus 1000.
EXPOSE ${PORT}
HEALTHCHECK --interval=10s --timeout=10s --start-period=2m --retries=6 CMD ["bash", "-c", "\
  exec 3<> /dev/tcp/127.0.0.1/$SERVER_PORT && \
  printf 'GET /actuator/health/serving HTTP/1.0\\r\\n\\r\\n' >&3 && \
  read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# No shell, so that SIGTERM reaches the JVM.
ENTRYPOINT ["java", "-XX:AOTCache=/app/service.aot", "-Xlog:aot*=off", "-jar", "/app/service.jar"]
