/// Files coming in by pieces (tus 1.0.0), for uploads that break off: what comes in a request is kept as
/// chunks, and the last one makes the file an import, as if it had come in one piece.
///
/// Called over REST; a sweep takes away what nobody goes on with.
///
/// What was answered survives the death of any process. A request appends its chunk in four steps, and a crash
/// after any of them does no harm: the chunk's row (the sweep knows it), its object (the sweep takes it away),
/// the offset moved on by compare-and-set (it counts; of two requests at one offset one does), the answer
/// (whoever has lost it asks HEAD). When all is in: the file is put together under the upload's id (again, if
/// need be: the same bytes), the job is submitted with that id once for all, the row takes the job's id, the
/// chunks go. Each step may be repeated by any later request to the upload, on any gateway.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "key", "problem", "upload"})
package dev.waymill.gateway.resume;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
