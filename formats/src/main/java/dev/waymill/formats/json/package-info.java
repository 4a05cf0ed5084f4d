/// JSON as a stream, as all JSON readers walk through it, and the readers of plain messages: points, OwnTracks.
@NullMarked
package dev.waymill.formats.json;

import org.jspecify.annotations.NullMarked;
