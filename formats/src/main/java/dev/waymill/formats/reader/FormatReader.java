package dev.waymill.formats.reader;

import java.io.IOException;
import java.io.InputStream;

/// Reads one format: one streaming pass, memory bounded whatever the file.
@FunctionalInterface
public interface FormatReader {
    /// Gives every point of the file to the sink, accepted or rejected.
    ///
    /// @throws UnreadableFileException when it is no such file or a damaged one
    /// @throws IOException when the bytes cannot be read; unchanged from the stream
    void read(InputStream in, Reading reading) throws UnreadableFileException, IOException;
}
