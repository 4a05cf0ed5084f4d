package dev.waymill.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.FakeGateway;
import dev.waymill.cli.FakeGateway.Fault;
import dev.waymill.cli.api.Api;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class FolderWatcherTest {
    private static final int PIECE = 8 << 20;

    private final FakeGateway gateway = new FakeGateway();
    private final StringWriter options = new StringWriter();
    private Instant now = Instant.EPOCH;
    private Api api;
    private FolderWatcher watch;

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        api = new Api(gateway.url(), "key");
        watch = watch(api);
    }

    @AfterEach
    void stop() {
        api.close();
        gateway.close();
    }

    @Test
    void an_unchanged_file_is_imported_and_moved_away() throws Exception {
        put("a.gpx", "abc");
        watch.tick();
        later(9);
        watch.tick();
        assertThat(gateway.uploads).isEmpty();
        later(1);
        watch.tick();
        assertThat(gateway.uploads.getFirst().metadata).isEqualTo(Map.of("filename", "a.gpx", "grace", "PT0S"));
        watch.tick();
        assertThat(directory.resolve("imported/a.gpx")).hasContent("abc");
        assertThat(directory.resolve("a.gpx")).doesNotExist();
        assertThat(options.toString()).contains("a.gpx: imported");
    }

    @Test
    void a_growing_file_is_left_alone() throws Exception {
        put("a.gpx", "abc");
        watch.tick();
        later(9);
        put("a.gpx", "abcdef");
        watch.tick();
        later(9);
        watch.tick();
        assertThat(gateway.uploads).isEmpty();
        later(1);
        watch.tick();
        assertThat(gateway.uploads.getFirst().content.toString()).isEqualTo("abcdef");
    }

    @Test
    void hidden_and_nested_files_are_left_alone() throws Exception {
        put(".a.gpx.part", "abc");
        put("imported/b.gpx", "abc");
        watch.tick();
        later(10);
        watch.tick();
        assertThat(gateway.uploads).isEmpty();
    }

    @Test
    void a_failed_import_is_moved_aside_with_its_reason() throws Exception {
        gateway.jobs.put(
                "u0", JsonMapper.shared().createObjectNode().put("id", "u0").put("state", "running"));
        put("a.gpx", "abc");
        tickTwice();
        watch.tick();
        assertThat(directory.resolve("a.gpx")).exists();

        gateway.jobs
                .get("u0")
                .put("state", "failed")
                .putObject("error")
                .put("code", "no-points")
                .put("message", "There are no points");
        watch.tick();
        assertThat(directory.resolve("failed/a.gpx")).hasContent("abc");
        assertThat(Files.readString(directory.resolve("failed/a.gpx.error.json")))
                .contains("no-points", "There are no points");
    }

    @Test
    void a_refused_file_is_moved_aside_and_the_next_one_is_imported() throws Exception {
        gateway.next(new Fault.Refused(413));
        put("a.gpx", "abc");
        put("b.gpx", "def");
        tickTwice();
        watch.tick();
        assertThat(Files.readString(directory.resolve("failed/a.gpx.error.json")))
                .contains("code-413");
        assertThat(directory.resolve("imported/b.gpx")).exists();
    }

    @Test
    void a_moved_file_never_overwrites_another() throws Exception {
        put("imported/a.gpx", "first");
        put("a.gpx", "second");
        tickTwice();
        watch.tick();
        assertThat(directory.resolve("imported/a.gpx")).hasContent("first");
        assertThat(directory.resolve("imported/2-a.gpx")).hasContent("second");
    }

    @Test
    void files_stay_while_the_gateway_is_unreachable_which_is_reported_once() throws Exception {
        put("a.gpx", "abc");
        try (var unreachable = new Api(URI.create("http://127.0.0.1:1"), "key")) {
            watch = watch(unreachable);
            tickTwice();
            watch.tick();
        }
        assertThat(directory.resolve("a.gpx")).exists();
        assertThat(options.toString()).containsOnlyOnce("Waymill does not respond");
    }

    @Test
    void a_file_that_shrinks_during_upload_is_reported_once_and_skipped() throws Exception {
        put("a.gpx", "a".repeat(PIECE + 1));
        put("b.gpx", "def");
        for (int i = 0; i < 2; i++) {
            gateway.next(new Fault.Meanwhile(() -> resize("a.gpx", PIECE)));
            tickTwice();
            resize("a.gpx", PIECE + 1);
        }
        watch.tick();

        assertThat(directory.resolve("a.gpx")).exists();
        assertThat(directory.resolve("imported/b.gpx")).exists();
        assertThat(options.toString()).containsOnlyOnce("became shorter").doesNotContain("UncheckedIOException");

        tickTwice();
        watch.tick();
        assertThat(directory.resolve("imported/a.gpx")).exists();
    }

    @Test
    void a_file_that_cannot_be_moved_is_reported_once_and_stays() throws Exception {
        put("a.gpx", "abc");
        put("imported", "a file where the folder should be");
        tickTwice();
        watch.tick();
        later(60);
        watch.tick();

        assertThat(directory.resolve("a.gpx")).exists();
        assertThat(options.toString()).containsOnlyOnce("a.gpx: java.nio.file.FileAlreadyExistsException");
        assertThat(gateway.uploads).hasSize(2);
    }

    /// The state after a kill of the watcher.
    @Test
    void a_restarted_watcher_imports_remaining_files_again() throws Exception {
        gateway.jobs.put(
                "u0", JsonMapper.shared().createObjectNode().put("id", "u0").put("state", "running"));
        put("a.gpx", "abc");
        tickTwice();
        watch = watch(api);
        tickTwice();
        watch.tick();
        assertThat(directory.resolve("imported/a.gpx")).exists();
    }

    private FolderWatcher watch(Api with) {
        return new FolderWatcher(directory, with, Map.of("grace", "PT0S"), () -> now, new PrintWriter(options, true));
    }

    private void tickTwice() throws IOException {
        watch.tick();
        later(10);
        watch.tick();
    }

    private void later(int seconds) {
        now = now.plusSeconds(seconds);
    }

    private void resize(String name, int bytes) {
        var file = directory.resolve(name);
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(bytes);
            Files.setLastModifiedTime(file, FileTime.from(now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String name, String content) throws IOException {
        var file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(now));
    }
}
