package dev.waymill.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.EventCodec;
import dev.waymill.events.LivePoints;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.gateway.RunningGateway;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/// How received points become events and streams. The gateway publishes nothing.
class LivePointOutboxIT {
    private final RunningGateway gateway = RunningGateway.holdingLivePoints();
    private final LivePointOutbox outbox = gateway.bean(LivePointOutbox.class);
    private final String owner = "owner-" + UUID.randomUUID();

    @Test
    void values_are_exact() throws Exception {
        var known = new TimelinePoint(
                1_763_715_600_001L,
                -1,
                1_800_000_000,
                -11.5f,
                0.1f,
                3.3333333f,
                359.9f,
                87.5f,
                "pixel \"7\"",
                "on-foot");
        var bare = new TimelinePoint(
                1_763_715_600_000L, 900_000_000, -1_799_999_999, Float.NaN, Float.NaN, Float.NaN, Float.NaN);

        outbox.insert(owner, List.of(known, bare));

        var events = events();
        assertThat(events)
                .extracting(LivePoints::streamName)
                .containsExactlyInAnyOrder("live points of pixel \"7\"", "live points");
        assertThat(events.stream().flatMap(event -> event.points().stream()))
                .containsExactlyInAnyOrder(
                        new LivePoints.Point(
                                1_763_715_600_001L,
                                -1,
                                1_800_000_000,
                                -11.5f,
                                0.1f,
                                3.3333333f,
                                359.9f,
                                87.5f,
                                "pixel \"7\"",
                                "on-foot"),
                        new LivePoints.Point(
                                1_763_715_600_000L,
                                900_000_000,
                                -1_799_999_999,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null));
    }

    @Test
    void a_long_request_becomes_several_events_without_loss_or_repetition() throws Exception {
        outbox.insert(
                owner,
                IntStream.range(0, 1_234).mapToObj(i -> point(i, "phone")).toList());

        var events = events();
        assertThat(events).extracting(event -> event.points().size()).containsExactly(500, 500, 234);
        assertThat(events).extracting(LivePoints::eventId).doesNotHaveDuplicates();
        assertThat(events.stream().flatMap(event -> event.points().stream()).map(LivePoints.Point::time))
                .containsExactlyElementsOf(
                        IntStream.range(0, 1_234).mapToObj(Long::valueOf).toList());
    }

    @Test
    void an_event_of_the_longest_texts_fits_into_a_record() throws Exception {
        var longest = "\u4e00".repeat(200);
        var points = IntStream.range(0, LivePoints.MOST)
                .mapToObj(i -> new TimelinePoint(
                        1_763_715_600_000L + i,
                        -899_999_999,
                        -1_799_999_999,
                        -11.123456f,
                        1234.567f,
                        3.3333333f,
                        359.98765f,
                        87.54321f,
                        longest,
                        longest))
                .toList();

        outbox.insert(owner, points);

        assertThat(EventCodec.encode(events().getFirst()).length).isLessThan(900_000);
    }

    @Test
    void each_device_has_one_stream_whoever_comes_first() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sending = Stream.generate(() -> threads.submit((Callable<Void>) () -> {
                        outbox.insert(owner, List.of(point(1, "one"), point(2, "two"), point(3, null)));
                        return null;
                    }))
                    .limit(16)
                    .toList();
            for (var one : sending) {
                one.get();
            }
        }

        assertThat(events()).hasSize(48);
        assertThat(new HashSet<>(events().stream()
                        .map(event -> event.points().getFirst().device() + " " + event.streamId())
                        .toList()))
                .hasSize(3);
        assertThat(streams()).containsExactlyInAnyOrder("live points of one", "live points of two", "live points");
    }

    @Test
    void other_owners_have_streams_of_their_own() throws Exception {
        var other = "owner-" + UUID.randomUUID();
        outbox.insert(owner, List.of(point(1, "phone")));
        outbox.insert(other, List.of(point(1, "phone")));

        assertThat(events(owner).getFirst().streamId())
                .isNotEqualTo(events(other).getFirst().streamId());
    }

    @Test
    void an_owner_has_at_most_a_hundred_streams_of_devices_and_no_point_is_lost() throws Exception {
        var points = new ArrayList<TimelinePoint>();
        for (int i = 0; i < 150; i++) {
            points.add(point(i, "device-" + i));
        }
        outbox.insert(owner, points);
        outbox.insert(owner, points);

        assertThat(streams()).hasSize(101).contains("live points");
        assertThat(events().stream().flatMap(event -> event.points().stream()).map(LivePoints.Point::device))
                .hasSize(300)
                .contains("device-149");
        assertThat(events().stream()
                        .filter(event -> event.streamName().equals("live points"))
                        .mapToInt(event -> event.points().size())
                        .sum())
                .isEqualTo(100);
    }

    @Test
    void a_request_of_thousands_of_devices_becomes_few_events() throws Exception {
        outbox.insert(
                owner,
                IntStream.range(0, 20_000)
                        .mapToObj(i -> point(i, "device-" + i))
                        .toList());

        assertThat(streams()).hasSize(101);
        assertThat(events()).hasSizeLessThan(150);
        assertThat(events().stream().mapToInt(event -> event.points().size()).sum())
                .isEqualTo(20_000);
    }

    @Test
    void what_is_rolled_back_leaves_nothing() throws Exception {
        gateway.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            outbox.insert(owner, List.of(point(1, "phone")));
            status.setRollbackOnly();
        });

        assertThat(events()).isEmpty();
        assertThat(streams()).isEmpty();
    }

    static TimelinePoint point(long time, @Nullable String device) {
        return new TimelinePoint(time, 1, 2, Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN, device, null);
    }

    private List<LivePoints> events() throws Exception {
        return events(owner);
    }

    private List<LivePoints> events(String of) throws Exception {
        var events = new ArrayList<LivePoints>();
        for (var text : gateway.jdbc()
                .sql("SELECT event FROM live_batch WHERE owner = :owner ORDER BY id")
                .param("owner", of)
                .query(String.class)
                .list()) {
            events.add((LivePoints) EventCodec.decode(text.getBytes(StandardCharsets.UTF_8)));
        }
        return events;
    }

    private List<String> streams() {
        return gateway.jdbc()
                .sql("SELECT payload ->> 'name' FROM job WHERE owner = :owner AND type = 'live' AND state = 'running'")
                .param("owner", owner)
                .query(String.class)
                .list();
    }
}
