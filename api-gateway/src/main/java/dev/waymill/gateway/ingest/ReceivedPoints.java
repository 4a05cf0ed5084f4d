package dev.waymill.gateway.ingest;

import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.gateway.admission.FairSemaphore;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The points of one request, and the reasons for rejected ones. Confined to the request's thread.
public final class ReceivedPoints implements PointSink, AutoCloseable {
    static final int MOST = 20_000;
    /// A request with more points than this needs one of a few slots, so that memory is bounded, however many
    /// clients send at once.
    static final int FEW = 1_000;

    private static final int MOST_SAMPLES = 20;
    private static final Set<RejectionReason> NOT_UNDERSTOOD =
            EnumSet.of(RejectionReason.COORDINATE_MISSING, RejectionReason.ENCRYPTED, RejectionReason.UNKNOWN_MESSAGE);

    private final Supplier<Optional<FairSemaphore.Place>> places;
    private final UnaryOperator<TimelinePoint> correction;
    private final List<TimelinePoint> accepted = new ArrayList<>();
    private final Map<RejectionReason, Integer> rejectedBy = new EnumMap<>(RejectionReason.class);
    private final List<Sample> samples = new ArrayList<>();
    private int rejected;
    private FairSemaphore.@Nullable Place place;

    /// @param places provides the slot for a large request; the slot is held until this is closed
    /// @param correction applies values that the request gives for all of its points
    ReceivedPoints(Supplier<Optional<FairSemaphore.Place>> places, UnaryOperator<TimelinePoint> correction) {
        this.places = places;
        this.correction = correction;
    }

    /// A rejected point.
    ///
    /// @param index its index among the points of the request, from 0
    record Sample(int index, Rejection rejection) {}

    @Override
    public void accept(TimelinePoint point) {
        admit();
        accepted.add(correction.apply(point));
    }

    @Override
    public void reject(Rejection rejection) {
        admit();
        if (samples.size() < MOST_SAMPLES) {
            samples.add(new Sample(accepted.size() + rejected, rejection));
        }
        rejected++;
        rejectedBy.merge(rejection.reason(), 1, Integer::sum);
    }

    private void admit() {
        int count = accepted.size() + rejected;
        if (count == MOST) {
            throw new ProblemException(ProblemCode.TOO_LARGE, "A request may have at most %,d points.".formatted(MOST));
        }
        if (count == FEW) {
            place = places.get().orElse(null);
            if (place == null) {
                throw ProblemException.retryAfter(
                        Duration.ofSeconds(2),
                        ProblemCode.TOO_MANY_UPLOADS,
                        "Try again when another request has finished, or send at most %,d points.".formatted(FEW));
            }
        }
    }

    @Override
    public void close() {
        if (place != null) {
            place.close();
        }
    }

    List<TimelinePoint> accepted() {
        return accepted;
    }

    int rejected() {
        return rejected;
    }

    boolean isEmpty() {
        return accepted.isEmpty() && rejected == 0;
    }

    /// Whether the request has something, but nothing that is a point, valid or not.
    boolean isNotUnderstood() {
        return accepted.isEmpty() && rejected > 0 && NOT_UNDERSTOOD.containsAll(rejectedBy.keySet());
    }

    /// The number of rejected points by reason code.
    Map<String, Integer> rejectedBy() {
        var byCode = new TreeMap<String, Integer>();
        rejectedBy.forEach((reason, count) -> byCode.put(reason.code(), count));
        return byCode;
    }

    /// The first rejected points.
    List<Sample> samples() {
        return samples;
    }
}
