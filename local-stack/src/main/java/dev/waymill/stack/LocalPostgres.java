package dev.waymill.stack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/// One PostgreSQL server with its data in a directory: durable, on loopback, with a password for every role.
/// Thread-safe.
public final class LocalPostgres implements AutoCloseable {
    /// The databases of the three services. Each is owned by an ordinary role of the same name.
    public static final List<String> SERVICES = List.of("waymill_gateway", "waymill_scheduler", "waymill_worker");

    private static final String SUPERUSER = "postgres";
    private static final String UNFINISHED = "data.unfinished.";
    private static final int ANY_PORT = 0;
    /// The library's timeout, which is never reached: [PostgresStart] times out earlier.
    private static final Duration READY = Duration.ofHours(1);

    /// Overrides of the library's settings. It turns durability off, for tests that do not need it. Here an
    /// accepted request must be on disk.
    private static final Map<String, String> CONFIG = new TreeMap<>(Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "listen_addresses", "127.0.0.1",
            "max_connections", "200",
            "shared_buffers", "256MB",
            "max_wal_size", "2GB",
            "autovacuum_naptime", "5s",
            // A statement whose client was killed is cancelled within a second, which releases its locks.
            "client_connection_check_interval", "1s"));

    private final Path directory;
    private final Settings settings;
    private final int port;
    private EmbeddedPostgres server;

    private LocalPostgres(Path directory, Consumer<String> report) throws IOException {
        // The canonical path, so that it can be compared with a running server's command line.
        this.directory = PrivateDirectory.create(directory).toRealPath();
        settings = new Settings(this.directory.resolve("postgres.settings"));
        Postmaster.stop(data());
        port = settings.port("port");
        if (!Files.exists(data())) {
            setUp(report);
        }
        server = launch(data(), port, report);
    }

    /// Starts a server on a directory, and waits until it responds and the services' databases exist.
    public static LocalPostgres start(Path directory) throws IOException {
        return start(directory, _ -> {});
    }

    static LocalPostgres start(Path directory, Consumer<String> report) throws IOException {
        var postgres = new LocalPostgres(directory, report);
        try {
            postgres.requireDurable();
            for (var name : SERVICES) {
                postgres.createDatabase(name);
            }
            return postgres;
        } catch (SQLException e) {
            postgres.close();
            throw new IOException("PostgreSQL in " + directory + " cannot be set up: " + e.getMessage(), e);
        }
    }

    /// Starts a server on a data directory that is a copy of another server's.
    static LocalPostgres startCopy(Path directory) throws IOException {
        return new LocalPostgres(directory, _ -> {});
    }

    /// Returns a database with its owner's credentials; see [#createDatabase].
    public Database database(String name) {
        return new Database(url(name), name, password(name));
    }

    /// Returns the server's own database with the superuser's credentials.
    public Database superuser() {
        return new Database(url(SUPERUSER), SUPERUSER, password(SUPERUSER));
    }

    /// Creates a database if it is missing, owned by an ordinary role of the same name: not a superuser, and
    /// without access to other databases.
    public Database createDatabase(String name) throws SQLException {
        var admin = superuser();
        if (admin.query("SELECT count(*) FROM pg_roles WHERE rolname = '" + name + "'")
                .equals("0")) {
            admin.execute("CREATE ROLE " + name + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '"
                    + password(name) + "'");
        }
        if (admin.query("SELECT count(*) FROM pg_database WHERE datname = '" + name + "'")
                .equals("0")) {
            admin.execute("CREATE DATABASE " + name + " OWNER " + name);
        }
        admin.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
        return database(name);
    }

    /// Returns the postmaster's process id; empty if no server is running.
    public Optional<Long> pid() {
        return Postmaster.find(data()).map(ProcessHandle::pid);
    }

    public boolean isAlive() {
        return pid().isPresent();
    }

    /// Returns the postmaster, first, and its child processes, for tests that suspend them.
    public List<ProcessHandle> processes() {
        return Postmaster.find(data()).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
    }

    /// Kills the postmaster as `kill -9` does. Its child processes notice this and exit.
    public synchronized void kill() {
        var all = processes();
        all.stream().limit(1).forEach(ProcessHandle::destroyForcibly);
        all.forEach(Postmaster::awaitExit);
    }

    /// Kills all processes, as the loss of a machine does, even if they are suspended.
    synchronized void killAll() {
        var all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(Postmaster::awaitExit);
    }

    /// Restarts the server after [#kill], on the same port and data, with crash recovery.
    public synchronized void restart() throws IOException {
        release();
        server = launch(data(), port, _ -> {});
    }

    /// Stops the server gracefully, without waiting for clients.
    @Override
    public synchronized void close() {
        release();
        Postmaster.stop(data());
    }

    /// Stops a server that outlived its parent process on this directory, if there is one.
    public static void stopOrphanIn(Path directory) {
        try {
            Postmaster.stop(directory.toRealPath().resolve("data"));
        } catch (IOException e) {
            // The directory does not exist, so no server runs on it.
        }
    }

    /// Stops the server if it is running, and releases the library's lock file.
    private void release() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL's lock file cannot be released", e);
        }
    }

    private EmbeddedPostgres launch(Path data, int port, Consumer<String> report) throws IOException {
        var logFile = directory.resolve("postgres.log");
        var log = Logs.append(logFile);
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(READY)
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setLocaleConfig("locale", "C.UTF-8")
                .setConnectConfig("password", password(SUPERUSER));
        CONFIG.forEach(builder::setServerConfig);
        return new PostgresStart(data, logFile, new StartWait("PostgreSQL", logFile, report)).run(builder::start);
    }

    /// Creates the data directory under a temporary name and renames it when it is complete. So an interrupted
    /// first start leaves neither an incomplete server nor one without passwords. Each try has its own name and
    /// port, because processes of a killed try may still be running.
    private void setUp(Consumer<String> report) throws IOException {
        deleteUnfinishedSetups();
        var unfinished = directory.resolve(UNFINISHED + UUID.randomUUID());
        try (var server = launch(unfinished, ANY_PORT, report)) {
            requirePasswords(server, unfinished);
        }
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void deleteUnfinishedSetups() throws IOException {
        try (var setups = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
            for (var unfinished : setups) {
                Postmaster.stop(unfinished);
                FileUtils.deleteQuietly(unfinished.toFile());
            }
        }
    }

    /// Sets passwords. The library sets a new server up to trust every local user.
    private void requirePasswords(EmbeddedPostgres server, Path data) throws IOException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER ROLE " + SUPERUSER + " PASSWORD '" + password(SUPERUSER) + "'");
            Files.writeString(data.resolve("pg_hba.conf"), """
                    # Written by Waymill at the first start.
                    host all all 127.0.0.1/32 scram-sha-256
                    host replication all 127.0.0.1/32 scram-sha-256
                    """);
        } catch (SQLException e) {
            throw new IOException("PostgreSQL's passwords cannot be set: " + e.getMessage(), e);
        }
    }

    private void requireDurable() throws SQLException {
        for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if (!superuser().query("SHOW " + setting).equals("on")) {
                throw new SQLException("PostgreSQL runs with " + setting + " off: commits are not durable");
            }
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private synchronized String password(String role) {
        try {
            return settings.get("password." + role, () -> UUID.randomUUID().toString());
        } catch (IOException e) {
            throw new IllegalStateException("The password of " + role + " cannot be kept", e);
        }
    }

    Path directory() {
        return directory;
    }

    int port() {
        return port;
    }

    private Path data() {
        return directory.resolve("data");
    }
}
