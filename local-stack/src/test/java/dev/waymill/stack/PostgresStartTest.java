package dev.waymill.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Starts a program that uses the data directory and never becomes ready.
@Timeout(120)
class PostgresStartTest {
    private final CompletableFuture<Process> program = new CompletableFuture<>();
    private final AtomicLong now = new AtomicLong();

    @TempDir
    Path directory;

    @AfterEach
    void endProgram() {
        program.join().destroyForcibly();
    }

    /// Each check advances the test clock by 30 seconds.
    @Test
    void cpu_time_of_the_parent_is_not_progress_of_the_server() {
        var stop = new AtomicBoolean();
        Thread.ofPlatform().daemon().start(() -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        });
        var start = start(() -> now.getAndAdd(Duration.ofSeconds(30).toNanos()));
        try {
            assertThatThrownBy(() -> start.run(this::hang)).hasMessageContaining("no progress for");
        } finally {
            stop.set(true);
        }
        await().until(() -> !program.join().isAlive());
    }

    @Test
    void an_interrupted_start_stops_its_processes() throws Exception {
        var failure = new AtomicReference<Throwable>();
        var starting = Thread.ofPlatform().start(() -> {
            try {
                start(System::nanoTime).run(this::hang);
            } catch (IOException e) {
                failure.set(e);
            }
        });
        var begun = program.get();

        starting.interrupt();
        starting.join();

        assertThat(failure.get()).hasMessageContaining("Interrupted");
        await().until(() -> !begun.isAlive());
    }

    private PostgresStart start(LongSupplier nanoTime) {
        var log = directory.resolve("postgres.log");
        return new PostgresStart(directory, log, new StartWait("PostgreSQL", log, _ -> {}, nanoTime));
    }

    private EmbeddedPostgres hang() throws IOException, InterruptedException {
        program.complete(new ProcessBuilder("sh", "-c", "sleep 600; exit 1", "postgres", directory.toString()).start());
        program.join().waitFor();
        throw new IOException("It has ended");
    }
}
