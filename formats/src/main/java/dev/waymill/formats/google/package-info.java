/// Google's exports of all generations: Records.json and the Semantic Location History of a Takeout, and the
/// Timeline exported by phones. All are streamed; at most one segment is held in memory.
@NullMarked
package dev.waymill.formats.google;

import org.jspecify.annotations.NullMarked;
