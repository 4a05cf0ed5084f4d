/// Traces: what carries a trace between requests, records and threads, for all services.
///
/// A record has the W3C `traceparent` of what caused it. A trace that is not sampled is passed on as text and costs
/// nothing; spans are made only for a sampled one. Short steps are children of what caused them. What was meant to wait
/// begins a trace of its own with a link to the submission, so that no trace lasts for hours.
///
/// Requests get their spans from Spring Boot; those of the management port get none.
@NullMarked
package dev.waymill.runtime.tracing;

import org.jspecify.annotations.NullMarked;
