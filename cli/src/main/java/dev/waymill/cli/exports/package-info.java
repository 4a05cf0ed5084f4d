/// Exports a part of the timeline to a file that any Waymill can import again.
@NullMarked
package dev.waymill.cli.exports;

import org.jspecify.annotations.NullMarked;
