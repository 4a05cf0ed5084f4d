/// Writers of points, for exports. Nothing is lost: the readers in `formats` read the same points back, to 1e-7
/// degree and the millisecond. Files are written in one pass; no points are collected.
@NullMarked
package dev.waymill.formats.write;

import org.jspecify.annotations.NullMarked;
