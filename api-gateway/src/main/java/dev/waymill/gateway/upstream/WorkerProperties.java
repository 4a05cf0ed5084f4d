package dev.waymill.gateway.upstream;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.worker.*`
///
/// @param url base URL of the worker's internal REST
/// @param connectTimeout the longest time to connect
/// @param readTimeout the longest time for a response about a job
/// @param timelineTimeout the longest time for a page of the timeline, to its last byte
/// @param exportTimeout the longest time for an export, to its last byte
@ConfigurationProperties("waymill.worker")
record WorkerProperties(
        @DefaultValue("http://localhost:8082") URI url,
        @DefaultValue("300ms") Duration connectTimeout,
        @DefaultValue("700ms") Duration readTimeout,
        @DefaultValue("60s") Duration timelineTimeout,
        @DefaultValue("1h") Duration exportTimeout) {}
