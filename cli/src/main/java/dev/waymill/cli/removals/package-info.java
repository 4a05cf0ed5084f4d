/// Removes points from the timeline, and undoes it.
@NullMarked
package dev.waymill.cli.removals;

import org.jspecify.annotations.NullMarked;
