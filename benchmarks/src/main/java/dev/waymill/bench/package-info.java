/// Benchmarks: each figure is measured together with its limit or peer, in the same run on the same machine,
/// and reported as a ratio. Every database runs with `fsync` and `synchronous_commit` on, ours and the peers'.
@NullMarked
package dev.waymill.bench;

import org.jspecify.annotations.NullMarked;
