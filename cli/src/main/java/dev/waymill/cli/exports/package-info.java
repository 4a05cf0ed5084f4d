/// Exports a part of the timeline to a file that can be imported again.
@NullMarked
package dev.waymill.cli.exports;

import org.jspecify.annotations.NullMarked;
