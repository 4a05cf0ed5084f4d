/// Revert: exactly what an import added goes, in one transaction; what another import brought too stays, as
/// that one's.
///
/// Promotion keeps aside what the timeline had already from others (`spare_point`); a revert hands its
/// points on to those. The uploaded file stays in the object store.
@NullMarked
package dev.waymill.worker.location.revert;

import org.jspecify.annotations.NullMarked;
