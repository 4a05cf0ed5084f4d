/// Google's exports in all their generations: Records.json and the Semantic Location History of a Takeout, and
/// the Timeline that phones export. Each is read as a stream; of one segment at most is something kept in
/// memory.
@NullMarked
package dev.waymill.formats.google;

import org.jspecify.annotations.NullMarked;
