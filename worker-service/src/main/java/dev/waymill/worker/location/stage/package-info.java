/// Staging: a file's points go by binary COPY into an unlogged table of this import's own, in one transaction.
///
/// Dies it at any point, nothing of it is left and the next attempt stages anew from the object store. A
/// PostgreSQL crash empties unlogged tables; promotion notices by count and asks for staging again. Discarding
/// drops the table: a cost that does not depend on what others have staged.
@NullMarked
package dev.waymill.worker.location.stage;

import org.jspecify.annotations.NullMarked;
