/// Shared by all readers: building and validating a point, and normalising texts.
///
/// A reader fills a [PointBuilder] with what stands in its file and ends it; the fix decides what is a point, what is
/// repaired and what is rejected, the same for every format.
@NullMarked
package dev.waymill.formats.fix;

import org.jspecify.annotations.NullMarked;
