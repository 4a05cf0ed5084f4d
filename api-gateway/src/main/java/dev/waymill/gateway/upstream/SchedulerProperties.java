package dev.waymill.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.scheduler.*`
///
/// @param url where its internal REST is
/// @param connectTimeout how long a connection may take
/// @param readTimeout how long an answer may take
@ConfigurationProperties("waymill.scheduler")
record SchedulerProperties(
        @DefaultValue("http://localhost:8081") URI url,
        @DefaultValue("300ms") Duration connectTimeout,
        @DefaultValue("700ms") Duration readTimeout) {}
