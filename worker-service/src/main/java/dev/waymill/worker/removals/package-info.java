/// Removes points from an owner's timeline by time, place, device, accuracy or import, and puts them back at any
/// time. Called as jobs, and over internal REST for a preview.
///
/// A removal and its undo are one transaction each, under the owner's lock of the timeline. The row in `removal`
/// makes a repeated attempt return the first one's result. The removed points are in `removed_point`, which the
/// module `timeline` owns. They survive the revert of other imports; the revert of their own import deletes them.
@NullMarked
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"handler", "imports", "timeline"})
package dev.waymill.worker.removals;

import org.jspecify.annotations.NullMarked;
