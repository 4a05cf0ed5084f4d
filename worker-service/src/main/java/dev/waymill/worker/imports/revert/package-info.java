/// Revert: exactly what an import added goes, in one transaction; what another import brought too stays, as
/// that one's.
///
/// The timeline kept shadowed points of the promotions for that. The import's row and those of the imports that
/// have points more now are changed in the same transaction. The uploaded file stays in the object store.
@NullMarked
package dev.waymill.worker.imports.revert;

import org.jspecify.annotations.NullMarked;
