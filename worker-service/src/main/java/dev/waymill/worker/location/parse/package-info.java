/// Files to points: one streaming pass, memory bounded whatever the file, every point accepted or rejected with
/// a reason.
///
/// Staging calls a reader with a sink. A reader throws only for a file that is no such file, or that is
/// damaged: then nothing of it counts. It never builds a tree, follows no external reference and expands no
/// entity.
@NullMarked
package dev.waymill.worker.location.parse;

import org.jspecify.annotations.NullMarked;
