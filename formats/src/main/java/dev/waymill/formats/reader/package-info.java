/// What all readers share. A reader fills a [PointBuilder] with the values of its file. The builder applies the
/// same rules to every format: it accepts the point, repairs it with a remark, or rejects it with a reason.
@NullMarked
package dev.waymill.formats.reader;

import org.jspecify.annotations.NullMarked;
