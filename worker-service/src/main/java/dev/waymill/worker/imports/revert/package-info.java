/// Removes exactly what an import added, in one transaction. Points that another import also has stay and
/// become that import's points.
///
/// For that, the timeline has kept the shadowed points of all promotions. The same transaction changes the row
/// of the import and the rows of the imports that got points. The uploaded file stays in the object store.
@NullMarked
package dev.waymill.worker.imports.revert;

import org.jspecify.annotations.NullMarked;
