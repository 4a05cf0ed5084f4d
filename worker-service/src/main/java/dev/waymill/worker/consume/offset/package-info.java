/// Which offsets of a partition are finished, and what to commit. Committed is the lowest unfinished offset; the
/// commit's metadata lists the other unfinished ones. Plain bookkeeping on the poll thread, without a client.
@NullMarked
@NamedInterface("offset")
package dev.waymill.worker.consume.offset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
