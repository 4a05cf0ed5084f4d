/// Uploaded and produced files. The gateway writes them and the worker reads them, both only through
/// [ObjectStore]. A stored object is complete, on disk and immutable when `put` returns; before that it does
/// not exist.
@NullMarked
package dev.waymill.objects;

import org.jspecify.annotations.NullMarked;
