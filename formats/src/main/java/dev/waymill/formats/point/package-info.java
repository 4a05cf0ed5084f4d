/// The model: points, visits and movements, and rejections of and remarks on points. Readers write it to a
/// [PointSink]. Coordinates are integers of 1e-7 degree.
@NullMarked
package dev.waymill.formats.point;

import org.jspecify.annotations.NullMarked;
