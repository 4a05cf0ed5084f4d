/// Resumable uploads (tus 1.0.0). Each request stores its bytes as a chunk; after the last one the file becomes an
/// import, as if it had been uploaded at once. Called over REST; a sweep deletes abandoned uploads.
///
/// What was acknowledged survives a crash of any process. A request appends its chunk in four steps, and a crash
/// after any of them does no harm:
///
/// 1. insert the chunk's row, so that the sweep knows it;
/// 2. write its object, which the sweep deletes if step 3 never happens;
/// 3. move the offset on by compare-and-set: now the chunk counts, and of two requests at one offset only one succeeds;
/// 4. respond: a client that misses the response asks with HEAD.
///
/// When the last byte is there: the chunks are joined under the upload's id (repeating this writes the same bytes),
/// the job is submitted with that id, which happens once, the row gets the job's id, and the chunks are deleted. Any
/// later request for the upload, on any gateway, may repeat each step.
@NullMarked
package dev.waymill.gateway.upload.tus;

import org.jspecify.annotations.NullMarked;
