/// What all readers share. A reader fills a [PointBuilder] with what its file says, and the builder decides, the same
/// for every format: accept the point, repair it with a remark, or reject it with a reason.
@NullMarked
package dev.waymill.formats.reader;

import org.jspecify.annotations.NullMarked;
