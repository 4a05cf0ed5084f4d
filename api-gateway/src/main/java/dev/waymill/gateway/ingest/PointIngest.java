package dev.waymill.gateway.ingest;

import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.LocationFile.Options;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.UnreadableFileException;
import dev.waymill.gateway.admission.FairSemaphore;
import dev.waymill.gateway.live.LivePointOutbox;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/// Stores live points: all points of a request are parsed and checked, then the accepted ones are stored
/// together. Called on request threads.
@Component
public final class PointIngest {
    /// Each large request may need a few megabytes.
    private static final int LARGE_AT_ONCE = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LivePointOutbox points;
    private final PointCounts counts;
    private final Clock clock;
    private final FairSemaphore places = FairSemaphore.ofQuarters(LARGE_AT_ONCE);

    PointIngest(LivePointOutbox points, PointCounts counts, Clock clock) {
        this.points = points;
        this.counts = counts;
        this.clock = clock;
    }

    /// Creates an empty collection for the points of a request.
    public ReceivedPoints open(String owner) {
        return open(owner, UnaryOperator.identity());
    }

    /// Creates an empty collection for the points of a request.
    ///
    /// @param correction applied to each accepted point
    public ReceivedPoints open(String owner, UnaryOperator<TimelinePoint> correction) {
        return new ReceivedPoints(() -> places.enter(owner, PATIENCE), correction);
    }

    /// Reads a JSON body. If it is damaged, no point of it is stored.
    public void read(Body body, Format format, ReceivedPoints received) throws IOException {
        if (!body.isJson()) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_JSON, "The body is neither a JSON object nor a JSON array.");
        }
        var options = new Options(format, false, Hints.NONE, clock);
        boolean isPlain = BodyShape.hasPlainElement(body.head());
        try {
            LocationFile.read(body.stream(), options, received);
        } catch (UnreadableFileException e) {
            throw refusal(e);
        }
        if (isPlain && received.isEmpty()) {
            throw notUnderstood("a list has an element that is not an object");
        }
    }

    /// Reads one point from a form.
    ///
    /// @param source decides what the fields mean, see [FormPoint]
    public void read(Map<String, String> form, Source source, ReceivedPoints received) {
        FormPoint.read(form, source, PointBuilder.byOffset(new Reading(received, clock)));
    }

    /// Stores the accepted points. After this returns, they survive a crash of any process.
    public void keep(String owner, Source source, ReceivedPoints received) {
        if (!received.accepted().isEmpty()) {
            points.insert(owner, received.accepted());
            counts.stored(source, received.accepted().size());
        }
        if (received.rejected() > 0) {
            var example = received.samples().getFirst().rejection().text();
            counts.rejected(owner, source, received.rejectedBy(), example);
        }
    }

    /// Refuses a request in which nothing was understood: a phone deletes what is acknowledged. A point that
    /// was understood but cannot be used, e.g. without a time, is acknowledged and counted, because the phone
    /// would send it again forever.
    public static void refuseUnlessUnderstood(ReceivedPoints received) {
        if (received.isNotUnderstood()) {
            throw notUnderstood(received.rejectedBy().toString());
        }
    }

    private static ProblemException notUnderstood(String why) {
        return new ProblemException(
                ProblemCode.NO_USABLE_POINT,
                "The request contains no readable point, so nothing was stored: " + why + ".");
    }

    private static ProblemException refusal(UnreadableFileException e) {
        var code = switch (e.code()) {
            case "too-deep", "json-limit" -> ProblemCode.TOO_DEEP;
            case "unrecognised-format" -> ProblemCode.UNKNOWN_FORMAT;
            default -> ProblemCode.MALFORMED_JSON;
        };
        return new ProblemException(code, e.getMessage() + ".");
    }
}
