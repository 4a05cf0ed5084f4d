/// Tests of `deploy/prometheus` and `deploy/grafana`, run by the build: what the files say is checked with
/// Prometheus' own tools, and against the three services, a real Prometheus and a real Alertmanager. Without these
/// programs the tests are skipped, and say so.
@NullMarked
package dev.waymill.deploy.monitoring;

import org.jspecify.annotations.NullMarked;
