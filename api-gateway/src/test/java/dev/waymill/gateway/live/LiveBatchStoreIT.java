package dev.waymill.gateway.live;

import static dev.waymill.gateway.live.LivePointOutboxIT.point;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.EventCodec;
import dev.waymill.events.LivePoints;
import dev.waymill.gateway.RunningGateway;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Batches between their insert and their publication.
class LiveBatchStoreIT {
    private final RunningGateway gateway = RunningGateway.holdingLivePoints();
    private final LivePointOutbox outbox = gateway.bean(LivePointOutbox.class);
    private final LiveBatchStore batches = gateway.bean(LiveBatchStore.class);
    private final String owner = "owner-" + UUID.randomUUID();

    /// Those of other tests are due, too.
    @BeforeEach
    void noOthers() {
        gateway.jdbc().sql("DELETE FROM live_batch").update();
    }

    @Test
    void a_batch_that_was_not_marked_is_sent_again_with_the_same_id() throws Exception {
        outbox.insert(owner, List.of(point(1, "phone")));

        var first = batches.claim(10, Duration.ofSeconds(30));
        assertThat(batches.claim(10, Duration.ofSeconds(30))).isEmpty();
        expireLeases();
        var again = batches.claim(10, Duration.ofSeconds(30));

        assertThat(again).hasSize(1);
        var record = again.getFirst().record().get();
        assertThat(record.key()).isEqualTo(owner);
        assertThat(record.value()).isEqualTo(first.getFirst().record().get().value());
        assertThat(((LivePoints) EventCodec.decode(record.value())).eventId())
                .isEqualTo(again.getFirst().id());
        batches.markPublished(List.of(again.getFirst().id()));
        expireLeases();
        assertThat(batches.claim(10, Duration.ofSeconds(30))).isEmpty();
        assertThat(batches.backlog().oldestAgeSeconds()).isZero();
    }

    @Test
    void a_claim_is_bounded_in_bytes() {
        var text = "x".repeat(200);
        for (int i = 0; i < 60; i++) {
            int from = i * LivePoints.MOST;
            outbox.insert(
                    owner,
                    java.util.stream.IntStream.range(from, from + LivePoints.MOST)
                            .mapToObj(time -> point(time, text).withDevice(text))
                            .toList());
        }

        var claimed = batches.claim(500, Duration.ofSeconds(30));

        assertThat(claimed.stream().mapToLong(one -> one.bytes()).sum()).isLessThan(4 << 20 | 1 << 20);
    }

    @Test
    void a_batch_that_the_broker_refuses_is_kept() {
        outbox.insert(owner, List.of(point(1, "phone")));
        var refused = batches.claim(10, Duration.ofSeconds(30)).getFirst();

        batches.fail(refused.id());

        assertThat(batches.backlog().oldestAgeSeconds()).isPositive();
        expireLeases();
        assertThat(batches.claim(10, Duration.ofSeconds(30))).hasSize(1);
    }

    private void expireLeases() {
        gateway.jdbc().sql("UPDATE live_batch SET publish_after = now()").update();
    }
}
