package dev.waymill.system.cluster;

import static dev.waymill.system.Waymill.awaitState;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.system.Waymill.Owner;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The S3 store dies while a file is stored. The client is asked to come back, and there is no half object. That a
/// staging is repeated is shown by `S3IT`.
@EnabledIfSystemProperty(named = "waymill.cluster", matches = "true", disabledReason = "Run ./waymill test --cluster")
class StoreFaultsIT {
    private static final int POINTS = 200_000;
    /// More than one part of an object.
    private static final int FIRST_BYTES = 12 << 20;

    static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.get();
    }

    @Test
    void an_upload_is_refused_for_now_and_leaves_no_half_object() throws Exception {
        var owner = cluster.waymill.owner();
        var file = sample(1, POINTS);
        assertThat(file.length).isGreaterThan(FIRST_BYTES);
        var before = objects();
        try (var load = Load.start(cluster.waymill)) {
            var refused = post(owner, new KillsStore(file));

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("storage-unavailable");
            cluster.store.restart();
            assertThat(objects()).isEqualTo(before);
            awaitState(owner, upload(owner, file, "PT0S"), "succeeded");
            load.stop("the S3 store dies during an upload");
        }
        assertThat(cluster.waymill.points(owner)).isEqualTo(POINTS);
    }

    private static HttpResponse<String> post(Owner owner, InputStream file) throws Exception {
        var request = HttpRequest.newBuilder(cluster.url.resolve("/api/v1/imports?filename=a.gpx&grace=PT0S"))
                .header("X-API-Key", owner.key())
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofInputStream(() -> file))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    /// A file during whose upload the store dies.
    private static final class KillsStore extends FilterInputStream {
        private int sent;

        KillsStore(byte[] file) {
            super(new ByteArrayInputStream(file));
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (sent < FIRST_BYTES && sent + read >= FIRST_BYTES) {
                cluster.store.kill();
            }
            sent += read;
            return read;
        }
    }

    private static List<Path> objects() {
        var imports = cluster.bucket.resolve("imports");
        if (!Files.isDirectory(imports)) {
            return List.of();
        }
        try (var files = Files.walk(imports)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
