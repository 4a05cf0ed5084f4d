/// Shared by every service process: background loops and consumers with health and metrics, an access boundary,
/// problem responses instead of error pages, and defaults for all of these.
@NullMarked
package dev.waymill.runtime;

import org.jspecify.annotations.NullMarked;
