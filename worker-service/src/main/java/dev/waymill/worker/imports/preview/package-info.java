/// Preview: what the promotion of a staged import would add to its owner's timeline, and where it would
/// contradict it. Read-only, asked by the gateway while the grace period runs; all figures are of one moment.
@NullMarked
package dev.waymill.worker.imports.preview;

import org.jspecify.annotations.NullMarked;
