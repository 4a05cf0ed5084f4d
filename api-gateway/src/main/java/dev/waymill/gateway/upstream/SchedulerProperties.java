package dev.waymill.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.scheduler.*`
///
/// @param url base URL of the scheduler's internal REST
/// @param connectTimeout the longest time to connect
/// @param readTimeout the longest time for a response
@ConfigurationProperties("waymill.scheduler")
record SchedulerProperties(
        @DefaultValue("http://localhost:8081") URI url,
        @DefaultValue("300ms") Duration connectTimeout,
        @DefaultValue("700ms") Duration readTimeout) {}
