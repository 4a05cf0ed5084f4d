/// Figures, each beside its limit or peer in the same run on the same machine; ratios are what counts.
/// Every database here runs with `fsync` and `synchronous_commit` on, ours and the peers'.
@NullMarked
package dev.waymill.bench;

import org.jspecify.annotations.NullMarked;
