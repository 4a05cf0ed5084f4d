package dev.waymill.gateway.ingest;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.util.unit.DataSize;

/// Reads a request body or a message within limits. Ignores the content type, since phones often send a wrong one.
public final class Body {
    private static final DataSize MOST = DataSize.ofMegabytes(8);
    /// How far to look for the first character after white space and a byte order mark.
    private static final int LOOK_AHEAD = 1 << 16;

    private final BufferedInputStream in;

    private Body(InputStream in) {
        this.in = new BufferedInputStream(in, LOOK_AHEAD);
    }

    /// Refuses a body at once if its Content-Length is too large; without a Content-Length, as soon as the
    /// limit is exceeded.
    public static Body of(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > MOST.toBytes()) {
            throw tooLarge(MOST);
        }
        return new Body(new BoundedInput(request.getInputStream()));
    }

    /// A message that is in memory already.
    public static Body of(byte[] message) {
        return new Body(new ByteArrayInputStream(message));
    }

    /// Returns the first significant byte without consuming it; -1 when there is none.
    int first() throws IOException {
        in.mark(LOOK_AHEAD);
        try {
            for (int i = 0; i < LOOK_AHEAD; i++) {
                int next = in.read();
                boolean isContent = next > ' ' && next != 0xEF && next != 0xBB && next != 0xBF;
                if (isContent || next < 0) {
                    return next;
                }
            }
            return -1;
        } finally {
            in.reset();
        }
    }

    /// Whether the body is a JSON object or array, and not compressed data or XML.
    public boolean isJson() throws IOException {
        int first = first();
        return first == '{' || first == '[';
    }

    public boolean isEmpty() throws IOException {
        return first() < 0;
    }

    /// Whether it is a batch of GeoJSON objects, as Overland and Dawarich send it: `{"locations": […]}`, or a list
    /// alone. A batch may be empty.
    public boolean isGeoJsonBatch() throws IOException {
        return BodyShape.isGeoJsonBatch(head());
    }

    /// Returns at most 64 KiB from the start of the body without consuming them.
    public byte[] head() throws IOException {
        in.mark(LOOK_AHEAD);
        var head = in.readNBytes(LOOK_AHEAD - 1);
        in.reset();
        return head;
    }

    InputStream stream() {
        return in;
    }

    /// Reads the whole body, for small ones.
    public byte[] bytes(DataSize most) throws IOException {
        var bytes = in.readNBytes((int) most.toBytes() + 1);
        if (bytes.length > most.toBytes()) {
            throw tooLarge(most);
        }
        return bytes;
    }

    private static ProblemException tooLarge(DataSize most) {
        return new ProblemException(ProblemCode.TOO_LARGE, "The body may have at most " + most.toBytes() + " bytes.");
    }

    /// Ends the request when the body is too long or the connection breaks.
    private static final class BoundedInput extends FilterInputStream {
        private long left = MOST.toBytes();

        BoundedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                int next = super.read();
                count(next < 0 ? 0 : 1);
                return next;
            } catch (IOException e) {
                throw interrupted(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int read = super.read(buffer, offset, length);
                count(Math.max(0, read));
                return read;
            } catch (IOException e) {
                throw interrupted(e);
            }
        }

        private static ProblemException interrupted(IOException why) {
            return ProblemException.in(why)
                    .orElseGet(() -> new ProblemException(
                            ProblemCode.UPLOAD_INTERRUPTED, "No points were stored. Send them again."));
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw tooLarge(MOST);
            }
        }
    }
}
