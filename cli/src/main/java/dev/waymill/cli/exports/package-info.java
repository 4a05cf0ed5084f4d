/// Exporting from the command line: a stretch of the timeline into a file that any Waymill reads back.
@NullMarked
package dev.waymill.cli.exports;

import org.jspecify.annotations.NullMarked;
