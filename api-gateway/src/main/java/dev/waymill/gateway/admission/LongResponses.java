package dev.waymill.gateway.admission;

import dev.waymill.gateway.admission.FairSemaphore.Place;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/// Limits concurrent long responses, which take long because of their size or a slow reader. Each one costs a
/// buffer here and a page of points in the worker, so their number is limited, in total and per owner.
/// Thread-safe.
@Component
public final class LongResponses {
    private static final int ALL = 16;
    private static final int EACH = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BUFFER = 16 * 1024;
    private static final long BYTES_PER_SECOND = 4 * 1024;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final FairSemaphore places = new FairSemaphore(ALL, EACH);

    /// Acquires a permit for a long response and releases the permit that the request holds in [RequestSlots].
    public Place enter(HttpServletRequest request, String owner) {
        var place = places.enter(owner, PATIENCE)
                .orElseThrow(() -> ProblemException.retryAfter(
                        Duration.ofSeconds(2),
                        ProblemCode.TOO_MANY_REQUESTS,
                        "Read at most %d long responses at the same time.".formatted(EACH)));
        RequestSlots.release(request);
        return place;
    }

    /// Copies the stream. Only the time spent writing to the reader counts, not the time spent waiting for
    /// input.
    ///
    /// @throws IOException when a stream fails, or the reader is too slow
    public void pass(InputStream from, OutputStream to) throws IOException {
        var writing = new AtomicLong();
        var pace = new TransferRate(BYTES_PER_SECOND, LONGEST, writing::get);
        var buffer = new byte[BUFFER];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            long began = System.nanoTime();
            to.write(buffer, 0, read);
            writing.addAndGet(System.nanoTime() - began);
            if (!pace.keeps(read)) {
                throw new IOException("The client reads too slowly");
            }
        }
    }
}
