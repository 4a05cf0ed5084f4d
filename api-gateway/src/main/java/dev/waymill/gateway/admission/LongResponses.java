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

/// Answers that take their time, since they are long or their reader is slow. Each costs a buffer here, and a
/// page of points in the worker, so there are few, and of one owner very few. Thread-safe.
@Component
public final class LongResponses {
    private static final int ALL = 16;
    private static final int EACH = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BUFFER = 16 * 1024;
    private static final long BYTES_PER_SECOND = 4 * 1024;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final FairSemaphore places = new FairSemaphore(ALL, EACH);

    /// A place for that request, in place of the one that it has among the others.
    public Place enter(HttpServletRequest request, String owner) {
        var place = places.enter(owner, PATIENCE)
                .orElseThrow(() -> ProblemException.retryAfter(
                        Duration.ofSeconds(2),
                        ProblemCode.TOO_MANY_REQUESTS,
                        "Read at most %d long responses at the same time.".formatted(EACH)));
        RequestSlots.leave(request);
        return place;
    }

    /// Passes bytes on as they come. Only the time that the reader takes counts, not the time until there is something
    /// to read.
    ///
    /// @throws IOException also when the reader is too slow to go on with
    public void pass(InputStream from, OutputStream to) throws IOException {
        var writing = new AtomicLong();
        var pace = new TransferRate(BYTES_PER_SECOND, LONGEST, writing::get);
        var buffer = new byte[BUFFER];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            long began = System.nanoTime();
            to.write(buffer, 0, read);
            writing.addAndGet(System.nanoTime() - began);
            if (!pace.keeps(read)) {
                throw new IOException("The reader is too slow");
            }
        }
    }
}
