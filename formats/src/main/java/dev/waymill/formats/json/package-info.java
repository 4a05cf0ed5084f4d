/// Streaming JSON, shared by all JSON readers, and the readers of plain messages: points and OwnTracks.
@NullMarked
package dev.waymill.formats.json;

import org.jspecify.annotations.NullMarked;
