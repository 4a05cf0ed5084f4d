/// Writers of points, for those who take their timeline with them. Nothing is lost: what they write, the
/// readers of this room read as the same points, to 1e-7 degree and the millisecond. One pass, nothing
/// collected.
@NullMarked
package dev.waymill.formats.write;

import org.jspecify.annotations.NullMarked;
