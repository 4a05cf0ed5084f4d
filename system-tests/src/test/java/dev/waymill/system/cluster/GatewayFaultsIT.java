package dev.waymill.system.cluster;

import static dev.waymill.system.Waymill.awaitState;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.cli.up.ServiceProcess;
import dev.waymill.system.Phones;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// One of two gateways behind a proxy dies. Clients that repeat what was not answered notice nothing: the other
/// gateway continues their upload, their stream and their points.
@EnabledIfSystemProperty(named = "waymill.cluster", matches = "true", disabledReason = "Run ./waymill test --cluster")
class GatewayFaultsIT {
    private static final int POINTS = 400_000;
    private static final int STREAMS = 4;
    private static final int PHONES = 10;
    private static final int BATCHES = 60;
    private static final Duration BETWEEN = Duration.ofMillis(500);

    @TempDir
    static Path directory;

    static Cluster cluster;

    private Load load;

    @BeforeAll
    static void start() {
        cluster = Cluster.get();
    }

    @BeforeEach
    void submit() throws Exception {
        load = Load.start(cluster.waymill);
    }

    @AfterEach
    void restart() throws Exception {
        load.close();
        victim().restart();
        victim().awaitReady();
    }

    private static ServiceProcess victim() {
        return cluster.gateways.getLast();
    }

    @Test
    void an_upload_in_pieces_continues_at_the_other_gateway() throws Exception {
        var owner = cluster.waymill.owner();
        var file = Files.write(directory.resolve("pieces.gpx"), sample(1, POINTS));
        var begun = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var upload = threads.submit(() -> owner.api()
                    .uploadInPieces(file, "pieces.gpx", Map.of("grace", "PT0S"), bytes -> {
                        if (bytes > 0) {
                            begun.countDown();
                        }
                    }));
            begun.await();
            victim().kill();
            assertThat(upload.isDone()).isFalse();

            awaitState(owner, upload.get().path("id").asString(), "succeeded");
        }
        load.stop("a gateway dies during an upload in pieces");
        assertThat(cluster.waymill.points(owner)).isEqualTo(POINTS);
    }

    @Test
    void an_event_stream_resumes_at_the_other_gateway_after_the_last_event() throws Exception {
        var owner = cluster.waymill.owner();
        var job = upload(owner, sample(2, 100), "PT10M");
        awaitState(owner, job, "grace");
        var streams = IntStream.range(0, STREAMS)
                .mapToObj(_ -> EventStream.open(cluster.url, owner, job))
                .toList();
        await().until(() -> streams.stream().noneMatch(stream -> stream.ids().isEmpty()));

        victim().kill();
        await().until(() -> streams.stream().mapToInt(EventStream::opened).sum() > STREAMS);
        owner.api().post("/imports/" + job + "/promote");
        await().until(() -> streams.stream().allMatch(EventStream::ended));

        load.stop("a gateway dies during event streams");
        var last = streams.getFirst().ids().getLast();
        assertThat(streams)
                .extracting(EventStream::ids)
                .allSatisfy(ids ->
                        assertThat(ids).isSorted().doesNotHaveDuplicates().endsWith(last));
        streams.forEach(EventStream::close);
    }

    @Test
    void each_point_of_phones_is_stored_once() throws Exception {
        var phones = new Phones(cluster.waymill, PHONES);

        phones.sendAll(BATCHES, BETWEEN, victim()::kill);

        phones.awaitPoints(BATCHES);
        load.stop("a gateway dies during live points");
    }
}
