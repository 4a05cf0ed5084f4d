package dev.waymill.worker.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waymill.events.EventCodec;
import dev.waymill.events.ImportFile;
import dev.waymill.events.LivePoints;
import dev.waymill.events.RevertImport;
import dev.waymill.events.Topics;
import dev.waymill.events.rest.ImportSummary.Points;
import dev.waymill.events.rest.ImportSummary.Span;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.imports.ImportSummaries;
import dev.waymill.worker.imports.Uploads;
import dev.waymill.worker.timeline.LockTimeout;
import dev.waymill.worker.timeline.TimelineLock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/// Live points take effect once, in one stream per device, whatever is delivered twice or at the same time.
@WorkerTest
@Import(Uploads.class)
class LivePromotionIT {
    private static final long NOON = Instant.parse("2026-05-01T12:00:00Z").toEpochMilli();

    @Autowired
    KafkaTemplate<String, byte[]> kafka;

    @Autowired
    LiveBatchStore batches;

    @Autowired
    LivePromotion promotion;

    @Autowired
    ImportSummaries summaries;

    @Autowired
    Uploads uploads;

    @Autowired
    TimelineLock lock;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    final String owner = "owner-" + UUID.randomUUID();
    final UUID phone = UUID.randomUUID();

    @Test
    void a_record_reaches_the_timeline_with_exact_values() {
        var point = new LivePoints.Point(
                NOON + 1, -1, 1_800_000_000, -11.5f, 0.1f, 3.3333333f, 359.9f, 87.5f, "phone", "on-foot");
        var bare =
                new LivePoints.Point(NOON + 2, 900_000_000, -1_799_999_999, null, null, null, null, null, null, null);

        kafka.send(EventCodec.toRecord(batch(phone, List.of(point, bare)), null))
                .join();

        await().until(() -> timeline().size() == 2);
        assertThat(timeline())
                .containsExactly(
                        "2026-05-01 12:00:00.001+00 -1 1800000000 -11.5 0.1 3.3333333 359.9 87.5 phone on-foot",
                        "2026-05-01 12:00:00.002+00 900000000 -1799999999 - - - - - - -");
        var summary = summaries.find(phone).orElseThrow();
        assertThat(summary.points()).isEqualTo(new Points(2, 0, 0, 2));
        assertThat(summary.fileName()).isEqualTo("live points of phone");
        assertThat(summary.sha256()).isNull();
        assertThat(summary.span()).isEqualTo(new Span(Instant.ofEpochMilli(NOON + 1), Instant.ofEpochMilli(NOON + 2)));
        assertThat(summary.bbox()).containsExactly(-179.9999999, -0.0000001, 180.0, 90.0);
        assertThat(jdbc.sql("SELECT count(*) FROM timeline_change JOIN owner USING (owner_no) WHERE name = :owner")
                        .param("owner", owner)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_record_delivered_again_takes_effect_once_even_after_its_points_were_reverted() throws Exception {
        var batch = batch(phone, points(1, 2, 3));
        deliver(batch);
        revert(null, null);
        assertThat(timeline()).isEmpty();

        deliver(batch);

        assertThat(timeline()).isEmpty();
        assertThat(summaries.find(phone).orElseThrow().points()).isEqualTo(new Points(0, 0, 0, 0));
    }

    @Test
    void a_point_sent_again_is_a_duplicate_whose_attributes_are_filled_in() {
        deliver(batch(phone, points(1, 2)));

        deliver(batch(
                phone, List.of(new LivePoints.Point(NOON + 1, 1, 1, 7f, null, null, null, null, "phone", "walking"))));

        assertThat(timeline()).first().isEqualTo("2026-05-01 12:00:00.001+00 1 1 7 - - - - phone walking");
        assertThat(summaries.find(phone).orElseThrow().points()).isEqualTo(new Points(3, 0, 1, 2));
    }

    @Test
    void a_stream_gets_the_points_of_a_reverted_file() throws Exception {
        var upload = uploads.upload(owner, file(1, 2, 3));
        uploads.run(ImportFile.STAGE, upload);
        uploads.run(ImportFile.PROMOTE, upload);
        deliver(batch(phone, points(2, 3, 4)));
        deliver(batch(phone, points(3)));
        assertThat(summaries.find(phone).orElseThrow().points()).isEqualTo(new Points(4, 0, 3, 1));

        uploads.run(RevertImport.JOB_TYPE, UUID.randomUUID(), owner, new RevertImport(upload.job()));

        assertThat(times()).containsExactly(2L, 3L, 4L);
        assertThat(summaries.find(phone).orElseThrow().points()).isEqualTo(new Points(4, 0, 1, 3));
    }

    @Test
    void a_span_is_reverted_from_its_start_until_before_its_end_and_the_stream_goes_on() throws Exception {
        var watch = UUID.randomUUID();
        deliver(batch(phone, points(1, 2, 3, 4)));
        deliver(batch(watch, points(3, 5)));

        revert(Instant.ofEpochMilli(NOON + 2), Instant.ofEpochMilli(NOON + 4));

        assertThat(times()).containsExactly(1L, 3L, 4L, 5L);
        assertThat(summaries.find(phone).orElseThrow().points()).isEqualTo(new Points(2, 0, 0, 2));
        assertThat(summaries.find(watch).orElseThrow().points()).isEqualTo(new Points(2, 0, 0, 2));
        deliver(batch(phone, points(2, 6)));
        assertThat(times()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(summaries.find(phone).orElseThrow().state()).isEqualTo("promoted");
    }

    @Test
    void points_wait_for_a_revert_and_delay_no_other_owner() throws Exception {
        deliver(batch(phone, points(1)));
        int no = jdbc.sql("SELECT owner_no FROM owner WHERE name = :owner")
                .param("owner", owner)
                .query(Integer.class)
                .single();
        var locked = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var other = "other-" + owner;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reverting = threads.submit(() -> transaction.execute(_ -> {
                lock.forRevert(no);
                locked.countDown();
                try {
                    return done.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            locked.await();
            kafka.send(EventCodec.toRecord(batch(phone, points(2)), null)).join();
            kafka.send(EventCodec.toRecord(batchOf(other, UUID.randomUUID(), points(1)), null))
                    .join();

            await().until(() -> timeline(other).size() == 1);
            assertThat(promotion.promote(owner)).isInstanceOf(LivePromotion.Result.Locked.class);
            assertThat(times()).containsExactly(1L);
            done.countDown();
            assertThat(reverting.get()).isTrue();
        }
        await().until(() -> times().size() == 2);
    }

    @Test
    void a_stream_of_another_owner_gets_nothing() {
        deliver(batch(phone, points(1)));
        var other = "other-" + owner;
        batches.insert(List.of(batchOf(other, phone, points(2))));

        assertThatThrownBy(() -> promotion.promote(other)).hasMessageContaining("another owner");

        assertThat(times()).containsExactly(1L);
        assertThat(timeline(other)).isEmpty();
        jdbc.sql("DELETE FROM live_batch WHERE owner = :owner")
                .param("owner", other)
                .update();
    }

    @Test
    void an_unreadable_record_stops_no_other() {
        kafka.send(Topics.LIVE_POINTS, owner, "{broken".getBytes(StandardCharsets.UTF_8))
                .join();
        var far = new String(EventCodec.encode(batch(phone, points(1))), StandardCharsets.UTF_8)
                .replace("\"lat\":1,", "\"lat\":900000001,");
        kafka.send(Topics.LIVE_POINTS, owner, far.getBytes(StandardCharsets.UTF_8))
                .join();
        kafka.send(EventCodec.toRecord(batch(phone, points(2)), null)).join();

        await().until(() -> times().equals(List.of(2L)));
    }

    static Stream<Long> seeds() {
        return new Random().longs(8).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_is_delivered_twice_and_in_any_order_the_counts_are_exact(long seed) throws Exception {
        var random = new Random(seed);
        var streams = List.of(phone, UUID.randomUUID(), UUID.randomUUID());
        var sent = new ArrayList<LivePoints>();
        for (int i = 0; i < 60; i++) {
            sent.add(batch(
                    streams.get(random.nextInt(3)),
                    points(random.ints(1 + random.nextInt(8), 0, 50).toArray())));
        }
        var deliveries = new ArrayList<>(sent);
        deliveries.addAll(sent.subList(0, 30));
        Collections.shuffle(deliveries, random);
        try (var threads = Executors.newFixedThreadPool(4)) {
            var running = deliveries.stream()
                    .map(batch -> threads.submit((Callable<Void>) () -> {
                        batches.insert(List.of(batch));
                        promoteIfFree();
                        return null;
                    }))
                    .toList();
            for (var one : running) {
                one.get();
            }
        }
        await().until(() -> waiting() == 0);

        var expected = new HashSet<Long>();
        sent.forEach(batch -> batch.points().forEach(point -> expected.add(point.time() - NOON)));
        assertThat(times()).containsExactlyElementsOf(expected.stream().sorted().toList());
        for (var stream : streams) {
            var read = sent.stream()
                    .filter(batch -> batch.streamId().equals(stream))
                    .mapToLong(batch -> batch.points().size())
                    .sum();
            var counted = summaries.find(stream).map(found -> found.points()).orElse(new Points(0, 0, 0, 0));
            assertThat(counted.read()).isEqualTo(read);
            assertThat(counted.duplicate() + counted.promoted()).isEqualTo(read);
            assertThat(pointsOf(stream)).isEqualTo(counted.promoted());
        }
    }

    /// The worker's own loop promotes at the same time.
    private void promoteIfFree() {
        try {
            promotion.promote(owner);
        } catch (DataAccessException e) {
            assertThat(LockTimeout.isCauseOf(e)).isTrue();
        }
    }

    private void deliver(LivePoints batch) {
        batches.insert(List.of(batch));
        await().until(() -> {
            promoteIfFree();
            return waiting() == 0;
        });
    }

    private void revert(@Nullable Instant from, @Nullable Instant to) throws Exception {
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
            uploads.run(RevertImport.JOB_TYPE, UUID.randomUUID(), owner, new RevertImport(phone, from, to));
            return true;
        });
    }

    private long waiting() {
        return jdbc.sql("SELECT count(*) FROM live_batch WHERE owner = :owner")
                .param("owner", owner)
                .query(Long.class)
                .single();
    }

    private LivePoints batch(UUID stream, List<LivePoints.Point> points) {
        return batchOf(owner, stream, points);
    }

    private static LivePoints batchOf(String of, UUID stream, List<LivePoints.Point> points) {
        return new LivePoints(UUID.randomUUID(), Instant.now(), stream, "live points of phone", of, points);
    }

    private static List<LivePoints.Point> points(int... times) {
        return IntStream.of(times)
                .mapToObj(i -> new LivePoints.Point(NOON + i, i, i, null, null, null, null, null, "phone", null))
                .toList();
    }

    private static byte[] file(int... times) {
        var text = new StringBuilder("time,lat,lon\n");
        for (int i : times) {
            text.append(Instant.ofEpochMilli(NOON + i))
                    .append(",0.000000")
                    .append(i)
                    .append(",0.000000")
                    .append(i)
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<Long> times() {
        return jdbc.sql("""
                SELECT (extract(epoch FROM time) * 1000)::bigint - :noon FROM point JOIN owner USING (owner_no)
                WHERE name = :owner ORDER BY time
                """)
                .param("noon", NOON)
                .param("owner", owner)
                .query(Long.class)
                .list();
    }

    private long pointsOf(UUID stream) {
        return jdbc.sql("SELECT count(*) FROM point JOIN import USING (import_no) WHERE job_id = :stream")
                .param("stream", stream)
                .query(Long.class)
                .single();
    }

    private List<String> timeline() {
        return timeline(owner);
    }

    private List<String> timeline(String of) {
        return jdbc.sql("""
                SELECT concat_ws(' ', time AT TIME ZONE 'UTC' || '+00', lat_e7, lon_e7, coalesce(elevation::text, '-'),
                                 coalesce(accuracy::text, '-'), coalesce(speed::text, '-'), coalesce(course::text, '-'),
                                 coalesce(battery::text, '-'), coalesce(device, '-'), coalesce(activity, '-'))
                FROM point JOIN owner USING (owner_no) WHERE name = :owner ORDER BY time
                """).param("owner", of).query(String.class).list();
    }
}
