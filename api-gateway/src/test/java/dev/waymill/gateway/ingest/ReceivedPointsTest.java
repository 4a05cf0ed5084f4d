package dev.waymill.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.formats.point.Place;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.gateway.admission.FairSemaphore;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReceivedPointsTest {
    private static final TimelinePoint POINT = new TimelinePoint(1, 0, 0, Float.NaN, Float.NaN, Float.NaN, Float.NaN);

    @Test
    void many_points_hold_a_slot_until_closed_and_a_few_need_none() {
        var all = new FairSemaphore(1, 1);
        Supplier<Optional<FairSemaphore.Place>> places = () -> all.enter("ada");
        try (var few = new ReceivedPoints(places, UnaryOperator.identity());
                var many = new ReceivedPoints(places, UnaryOperator.identity());
                var more = new ReceivedPoints(places, UnaryOperator.identity())) {
            fill(few, ReceivedPoints.FEW);
            fill(many, ReceivedPoints.FEW + 1);
            assertThat(all.enter("bob")).isEmpty();
            fill(more, ReceivedPoints.FEW);
            assertThatThrownBy(() -> more.accept(POINT))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ProblemCode.TOO_MANY_UPLOADS));
        }
        assertThat(all.enter("bob")).isPresent();
    }

    @Test
    void rejected_points_count_toward_the_limit_and_a_few_are_sampled() {
        try (var received = new ReceivedPoints(() -> new FairSemaphore(1, 1).enter("ada"), UnaryOperator.identity())) {
            received.accept(POINT);
            for (int i = 1; i < ReceivedPoints.MOST; i++) {
                received.reject(new Rejection(RejectionReason.NO_TIMESTAMP, Place.line(i), ""));
            }
            assertThat(received.rejected()).isEqualTo(ReceivedPoints.MOST - 1);
            assertThat(received.rejectedBy()).containsEntry("no-timestamp", ReceivedPoints.MOST - 1);
            assertThat(received.samples()).hasSize(20);
            assertThat(received.samples().getFirst().index()).isEqualTo(1);
            assertThatThrownBy(() -> received.accept(POINT))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ProblemCode.TOO_LARGE));
        }
    }

    private static void fill(ReceivedPoints received, int count) {
        for (int i = 0; i < count; i++) {
            received.accept(POINT);
        }
    }
}
