package dev.waymill.gateway.submit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Reads a stream line by line, with a limit per line. Confined to one thread.
final class Lines {
    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[64 * 1024];
    private int next;
    private int end;
    private int number;

    /// @param longest the most bytes of a line, without the line break
    Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /// @param number from 1
    /// @param bytes without the line break; truncated when the line is too long
    record Line(int number, byte[] bytes, boolean tooLong) {
        boolean isBlank() {
            return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).isBlank();
        }
    }

    /// @return empty at the end of the stream
    Optional<Line> next() throws IOException {
        var line = new ByteArrayOutputStream();
        boolean tooLong = false;
        boolean any = false;
        while (next < end || fill()) {
            any = true;
            int stop = next;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            int length = Math.min(stop - next, longest - line.size());
            line.write(buffer, next, length);
            tooLong |= length < stop - next;
            next = stop + 1;
            if (stop < end) {
                break;
            }
        }
        return any ? Optional.of(new Line(++number, line.toByteArray(), tooLong)) : Optional.empty();
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
