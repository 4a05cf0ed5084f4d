/// What every service process needs, whatever its duty: background loops and consumers that are seen from
/// outside, a boundary that is closed but for what it lists, problems in the place of error pages, and the
/// defaults of all that.
@NullMarked
package dev.waymill.runtime;

import org.jspecify.annotations.NullMarked;
