package dev.waymill.gateway.upload.tus;

import java.io.IOException;
import java.io.InputStream;

/// The chunks of a file as one stream. Each chunk is opened when the stream reaches it, so memory does not grow
/// with their number. A missing chunk is an error, never the end of the file. Confined to one thread.
final class ConcatenatedChunks extends InputStream {
    private final long length;
    private final Opener opener;
    private InputStream current = nullInputStream();
    private long next;

    /// An open chunk and its length.
    record Chunk(InputStream content, long bytes) {}

    /// Opens the chunk that begins at an offset.
    interface Opener {
        Chunk open(long start) throws IOException;
    }

    ConcatenatedChunks(long length, Opener opener) {
        this.length = length;
        this.opener = opener;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = current.read(buffer, offset, length);
        while (read < 0 && next < this.length) {
            current.close();
            var chunk = opener.open(next);
            current = chunk.content();
            next += chunk.bytes();
            read = current.read(buffer, offset, length);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
