package dev.waymill.gateway.trace;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.trace.*`
///
/// @param trust whether to continue the trace of a caller, for a gateway behind a proxy that traces
@ConfigurationProperties("waymill.trace")
record TraceProperties(@DefaultValue("false") boolean trust) {}
