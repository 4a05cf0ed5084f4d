package dev.waymill.formats.reader;

import java.io.IOException;
import java.io.InputStream;

/// Reads one format in one streaming pass, with bounded memory for any file size.
@FunctionalInterface
public interface FormatReader {
    /// Passes every point of the file to the sink, accepted or rejected.
    ///
    /// @throws UnreadableFileException if the file has another format or is damaged
    /// @throws IOException if the bytes cannot be read; unchanged from the stream
    void read(InputStream in, Reading reading) throws UnreadableFileException, IOException;
}
