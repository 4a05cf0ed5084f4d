/// Tests of the chart `deploy/helm/waymill`, rendered with each of its files of values, as `helm template` does. They
/// need no cluster: what Kubernetes accepts is checked with typed models, and what the parts expect of each other by
/// comparing them.
@NullMarked
package dev.waymill.deploy.helm;

import org.jspecify.annotations.NullMarked;
