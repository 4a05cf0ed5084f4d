package dev.waymill.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.worker.*`
///
/// @param url where its internal REST is
/// @param connectTimeout how long a connection may take
/// @param readTimeout how long an answer about a job may take
/// @param timelineTimeout how long a page of the timeline may take, to its last byte
/// @param exportTimeout how long a file of the timeline may take, to its last byte
@ConfigurationProperties("waymill.worker")
record WorkerProperties(
        @DefaultValue("http://localhost:8082") URI url,
        @DefaultValue("300ms") Duration connectTimeout,
        @DefaultValue("700ms") Duration readTimeout,
        @DefaultValue("60s") Duration timelineTimeout,
        @DefaultValue("1h") Duration exportTimeout) {}
