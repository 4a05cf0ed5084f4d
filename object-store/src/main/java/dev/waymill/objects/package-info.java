/// Uploaded and produced files, in a directory or in a bucket of an S3 store. The gateway writes them and the
/// worker reads them, both only through [ObjectStore], which [ObjectStores] opens. A stored object is complete and
/// durable when `put` returns; before that it does not exist.
@NullMarked
package dev.waymill.objects;

import org.jspecify.annotations.NullMarked;
