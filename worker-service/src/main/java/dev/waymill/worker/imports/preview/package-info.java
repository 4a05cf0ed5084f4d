/// Shows what the promotion of a staged import would add to its owner's timeline, and where it would conflict.
/// Read-only; the gateway requests it during the grace period. All counts are from one snapshot.
@NullMarked
package dev.waymill.worker.imports.preview;

import org.jspecify.annotations.NullMarked;
