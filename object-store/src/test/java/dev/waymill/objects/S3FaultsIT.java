package dev.waymill.objects;

import static dev.waymill.objects.Contents.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.stack.LocalS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server dies, hangs or loses objects in the middle of a put or a get.
class S3FaultsIT {
    /// A hanging server is given up after these, so that a test need not wait for minutes.
    private static final S3Limits SHORT = new S3Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10));
    /// Longer than all of them together, and shorter than forever.
    private static final Duration BOUND = Duration.ofMinutes(5);

    private LocalS3 server;
    private S3Bucket bucket;
    private ObjectStore store;
    private ObjectStore impatient;
    private ObjectInventory inventory;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        server = LocalS3.start(directory);
        server.createBucket("files");
        bucket = S3Bucket.open(URI.create("s3://files/here"), TestStore.settings(server), S3Limits.DEFAULT);
        store = new S3ObjectStore(bucket);
        inventory = new S3Inventory(bucket);
        impatient = new S3ObjectStore(S3Bucket.open(URI.create("s3://files/here"), TestStore.settings(server), SHORT));
    }

    @AfterEach
    void stop() {
        server.kill();
    }

    @Test
    void a_put_fails_when_the_server_dies_and_leaves_nothing_after_the_clean_up() throws Exception {
        assertThatThrownBy(() -> store.put("a", Contents.of(30 * MIB, once(12 * MIB, server::kill)), Contents.MOST))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("does not respond");

        server.restart();
        assertThatThrownBy(() -> store.open("a")).isInstanceOf(NoSuchFileException.class);
        assertThat(inventory.deleteAbandoned(Duration.ofDays(1))).isZero();
        assertThat(inventory.deleteAbandoned(Duration.ofSeconds(-10))).isEqualTo(1);
        assertThat(inventory.deleteAbandoned(Duration.ofSeconds(-10))).isZero();
        store.put("a", Contents.of(30 * MIB), Contents.MOST);
        assertSame(30 * MIB);
    }

    @Test
    void a_put_goes_on_when_the_server_is_back_in_time() throws Exception {
        store.put(
                "a",
                Contents.of(20 * MIB, once(12 * MIB, () -> {
                    server.kill();
                    server.restart();
                })),
                Contents.MOST);

        assertSame(20 * MIB);
    }

    @Test
    void a_put_to_a_hanging_server_fails_in_time() {
        long start = System.nanoTime();

        assertThatThrownBy(() ->
                        impatient.put("a", Contents.of(30 * MIB, once(12 * MIB, () -> signal("STOP"))), Contents.MOST))
                .isInstanceOf(IOException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }

    @Test
    void a_put_to_a_hanging_server_fails_in_time_on_a_virtual_thread() throws Exception {
        var ended = new AtomicBoolean();
        var thread = Thread.startVirtualThread(() -> {
            a_put_to_a_hanging_server_fails_in_time();
            ended.set(true);
        });

        assertThat(thread.join(BOUND)).isTrue();
        assertThat(ended).isTrue();
    }

    @Test
    void a_get_goes_on_where_it_was_when_the_server_comes_back() throws Exception {
        store.put("a", Contents.of(50 * MIB), Contents.MOST);
        try (var in = store.open("a")) {
            var digest = Digests.sha256();
            digest.update(in.readNBytes(20 * MIB));
            server.kill();
            server.restart();
            digest.update(in.readAllBytes());

            assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(Contents.sha256(Contents.of(50 * MIB)));
        }
    }

    @Test
    void a_get_from_a_hanging_server_fails_in_time() throws Exception {
        store.put("a", Contents.of(50 * MIB), Contents.MOST);
        long start = System.nanoTime();
        try (var in = impatient.open("a")) {
            in.readNBytes(MIB);
            signal("STOP");

            assertThatThrownBy(in::readAllBytes).isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }

    @Test
    void a_get_does_not_mix_two_versions_of_an_object() throws Exception {
        store.put("a", Contents.of(50 * MIB), Contents.MOST);
        try (var in = store.open("a")) {
            in.readNBytes(MIB);
            server.kill();
            server.restart();
            store.put("a", Contents.of(51 * MIB), Contents.MOST);

            assertThatThrownBy(in::readAllBytes)
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("412");
        }
    }

    @Test
    void a_get_of_an_object_that_was_deleted_meanwhile_says_so() throws Exception {
        store.put("a", Contents.of(50 * MIB), Contents.MOST);
        try (var in = store.open("a")) {
            in.readNBytes(MIB);
            server.kill();
            server.restart();
            store.delete("a");

            assertThatThrownBy(in::readAllBytes).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void nothing_hangs_while_the_server_is_away() {
        server.kill();

        assertThatThrownBy(() -> store.put("a", Contents.of("a"), 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.open("a")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.delete("a")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> inventory.storedAt("a")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> inventory.list("a", _ -> {})).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> inventory.deleteAbandoned(Duration.ZERO)).isInstanceOf(IOException.class);
    }

    @Test
    void reading_can_stop_early_without_reading_the_rest() throws Exception {
        store.put("a", Contents.of(50 * MIB), Contents.MOST);
        var in = store.open("a");
        in.readNBytes(MIB);
        signal("STOP");

        assertThatCode(in::close).doesNotThrowAnyException();
    }

    @Test
    void other_uploads_than_those_below_the_prefix_are_left_alone() throws Exception {
        var other = S3Bucket.open(URI.create("s3://files/there"), TestStore.settings(server), S3Limits.DEFAULT);
        other.begin("a");
        bucket.begin("b");

        assertThat(inventory.deleteAbandoned(Duration.ofSeconds(-10))).isEqualTo(1);
        assertThat(other.uploads(null, null).uploads()).hasSize(1);
    }

    private void assertSame(long bytes) throws IOException {
        try (var in = store.open("a")) {
            assertThat(Contents.sha256(in)).isEqualTo(Contents.sha256(Contents.of(bytes)));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static LongConsumer once(long position, Step step) {
        var done = new AtomicBoolean();
        return reached -> {
            if (reached >= position && done.compareAndSet(false, true)) {
                try {
                    step.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private void signal(String name) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, "" + server.process().pid())
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
