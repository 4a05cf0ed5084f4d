package dev.waymill.formats.write;

import dev.waymill.formats.point.TimelinePoint;
import java.io.IOException;

/// Writes a file of points, once: [#begin], [#point] for each in the order of time, [#end].
public interface PointWriter {
    void begin() throws IOException;

    void point(TimelinePoint point) throws IOException;

    /// Writes what remains. The stream stays open; it belongs to the caller.
    void end() throws IOException;
}
