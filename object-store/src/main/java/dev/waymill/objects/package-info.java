/// Uploaded and produced files. The gateway puts them, the worker opens them; both see them through
/// [ObjectStore] only. A stored object is whole, on disk and unchangeable from the moment `put` returns; before
/// that it does not exist.
@NullMarked
package dev.waymill.objects;

import org.jspecify.annotations.NullMarked;
