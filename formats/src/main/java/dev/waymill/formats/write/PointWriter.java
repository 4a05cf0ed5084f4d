package dev.waymill.formats.write;

import dev.waymill.formats.point.TimelinePoint;
import java.io.IOException;

/// Writes one file of points: call [#begin], then [#point] for each point in order of time, then [#end].
public interface PointWriter {
    void begin() throws IOException;

    void point(TimelinePoint point) throws IOException;

    /// Writes the rest of the file. Does not close the stream, which belongs to the caller.
    void end() throws IOException;
}
