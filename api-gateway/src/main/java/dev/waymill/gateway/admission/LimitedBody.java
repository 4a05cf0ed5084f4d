package dev.waymill.gateway.admission;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.problem.RefusedBodyException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// A request body with limits on its size, rate and duration. Confined to the request's thread.
final class LimitedBody extends ServletInputStream {
    private static final long BYTES_PER_SECOND = 1024;
    /// The largest body in bytes that needs no permit for large bodies.
    private static final int SMALL = 16 * 1024;

    private final ServletInputStream in;
    private final long most;
    private final BooleanSupplier placeForLarge;
    private final TransferRate pace;
    private long read;
    private boolean hasPlace;

    /// @param most the most bytes; a longer body is refused
    /// @param longest how long the whole transfer may take
    /// @param placeForLarge acquires a permit; called once the body turns out to be large; false when none is
    ///     available
    LimitedBody(ServletInputStream in, long most, Duration longest, BooleanSupplier placeForLarge) {
        this.in = in;
        this.most = most;
        this.placeForLarge = placeForLarge;
        this.pace = new TransferRate(BYTES_PER_SECOND, longest);
    }

    static ProblemException tooLarge(long most) {
        return new ProblemException(ProblemCode.TOO_LARGE, "The body may have at most %,d bytes.".formatted(most));
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        count(Math.max(0, count));
        return count;
    }

    private void count(int more) throws IOException {
        read += more;
        if (read > most) {
            throw new RefusedBodyException(tooLarge(most));
        }
        if (!pace.keeps(more)) {
            throw new RefusedBodyException(new ProblemException(
                    ProblemCode.BODY_TOO_SLOW, "The body arrived too slowly. Send it again over a faster connection."));
        }
        if (read > SMALL && !hasPlace) {
            hasPlace = placeForLarge.getAsBoolean();
            if (!hasPlace) {
                throw new RefusedBodyException(ProblemException.retryAfter(
                        Duration.ofSeconds(2),
                        ProblemCode.TOO_MANY_REQUESTS,
                        "Too many of your requests have large bodies. Send them one at a time."));
            }
        }
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        in.setReadListener(listener);
    }
}
