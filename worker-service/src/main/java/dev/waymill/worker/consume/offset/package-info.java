/// Tracks which offsets of a partition are finished, and what to commit. The committed offset is the lowest
/// unfinished one; the commit's metadata lists the other unfinished ones. Runs on the poll thread and uses no
/// client.
@NullMarked
@NamedInterface("offset")
package dev.waymill.worker.consume.offset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
