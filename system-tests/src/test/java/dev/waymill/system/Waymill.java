package dev.waymill.system;

import static org.awaitility.Awaitility.await;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.up.ServiceStack;
import dev.waymill.stack.sample.SampleTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A running Waymill, with helpers for tests.
public final class Waymill implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final ServiceStack services;
    private final URI url;

    /// @param url of the gateway, or of a proxy before the gateways
    public Waymill(ServiceStack services, URI url) {
        this.services = services;
        this.url = url;
    }

    /// Starts the services without probe jobs, so that a test counts its own jobs only.
    static Waymill start(Path directory, ServiceStack.Options options) throws IOException {
        var settings = new HashMap<>(options.settings());
        settings.put("WAYMILL_PROBE_EVERY", "0");
        var services = ServiceStack.start(directory, options.with(settings));
        return new Waymill(services, services.url());
    }

    /// An owner with a key and a client.
    public record Owner(String name, String key, Api api) {}

    public Owner owner() throws IOException {
        return owner("owner-" + UUID.randomUUID(), "operator");
    }

    Owner owner(String name, String role) throws IOException {
        try (var admin = new Api(url, services.adminKey())) {
            var body = "{\"owner\":\"%s\",\"role\":\"%s\",\"name\":\"test\"}".formatted(name, role);
            var key = admin.post("/keys", body).path("key").asString();
            return new Owner(name, key, new Api(url, key));
        }
    }

    public static String upload(Owner owner, byte[] file, String grace) {
        return owner.api()
                .upload("test.gpx", file, Map.of("grace", grace))
                .path("id")
                .asString();
    }

    public static JsonNode awaitEnd(Owner owner, String job) throws InterruptedException {
        return owner.api().awaitEnd(job, PATIENCE, _ -> {});
    }

    public static void awaitState(Owner owner, String job, String state) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> owner.api().job(job).path("state").asString().equals(state));
    }

    /// The number of the owner's points in the timeline, read from the database.
    public long points(Owner owner) {
        return Long.parseLong(
                worker("SELECT count(*) FROM point JOIN owner USING (owner_no) WHERE name = '" + owner.name() + "'"));
    }

    /// The state of an import, read from the worker's database; empty when the import has not begun.
    String importState(String job) {
        return worker("SELECT coalesce((SELECT state FROM import WHERE job_id = '" + job + "'), '')");
    }

    /// The number of staging tables that the import has left behind.
    long stagingTables(String job) {
        return Long.parseLong(worker("SELECT count(*) FROM pg_tables JOIN import"
                + " ON schemaname = 'staging' AND starts_with(tablename, 'import_' || import_no || '_')"
                + " WHERE job_id = '" + job + "'"));
    }

    /// Waits for the dead letter of the owner's job, and returns it with all details.
    JsonNode deadLetter(Owner owner, String job) {
        var found = await().atMost(PATIENCE)
                .until(
                        () -> owner.api()
                                .get("/dead-letters")
                                .path("items")
                                .valueStream()
                                .filter(letter ->
                                        letter.path("jobId").asString("").equals(job))
                                .findFirst(),
                        Optional::isPresent);
        return owner.api().get("/dead-letters/" + found.orElseThrow().path("id").asString());
    }

    public void awaitRunning(String job, String kind) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> worker("SELECT count(*) FROM execution WHERE job_id = '" + job + "' AND kind = '" + kind
                                + "' AND state = 'running'")
                        .equals("1"));
    }

    public String worker(String sql) {
        return rows("waymill_worker", sql, row -> row.getString(1)).getFirst();
    }

    public String scheduler(String sql) {
        return rows("waymill_scheduler", sql, row -> row.getString(1)).getFirst();
    }

    /// Maps a row for a test.
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    public <T> List<T> rows(String database, String sql, RowReader<T> reader) {
        try (var connection = services.stack().postgres().database(database).connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var read = new ArrayList<T>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public static byte[] sample(long seed, int points) {
        var out = new ByteArrayOutputStream();
        try {
            SampleTrack.writeGpx(out, seed, points);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] gpx(String points) {
        return ("<gpx><trk><trkseg>" + points + "</trkseg></trk></gpx>").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        services.close();
    }
}
