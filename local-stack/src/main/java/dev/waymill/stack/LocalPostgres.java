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
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/// One PostgreSQL server with its data in a directory: durable, on loopback, with a password for every role.
/// Thread-safe.
public final class LocalPostgres implements AutoCloseable {
    /// The databases of the three services; each belongs to a plain role of the same name.
    public static final List<String> SERVICES = List.of("waymill_gateway", "waymill_scheduler", "waymill_worker");

    private static final String SUPERUSER = "postgres";
    private static final String UNFINISHED = "data.unfinished.";
    private static final int ANY_PORT = 0;
    /// The library's own patience; ours, in [PostgresStart], ends earlier.
    private static final Duration READY = Duration.ofHours(1);
    private static final Duration STOP = Duration.ofSeconds(20);

    /// The library turns durability off, for tests that need none. Here "accepted" means on disk.
    private static final Map<String, String> CONFIG = new TreeMap<>(Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "listen_addresses", "127.0.0.1",
            "max_connections", "200",
            "shared_buffers", "256MB",
            "max_wal_size", "2GB",
            "autovacuum_naptime", "5s",
            // A statement whose client was killed ends within a second, and its locks with it.
            "client_connection_check_interval", "1s"));

    private final Path directory;
    private final Settings settings;
    private final int port;
    private EmbeddedPostgres server;

    private LocalPostgres(Path directory, Consumer<String> tell) throws IOException {
        // The one true path, so that a running server's command line can be compared with it.
        this.directory = PrivateDirectory.create(directory).toRealPath();
        settings = new Settings(this.directory.resolve("postgres.settings"));
        stopOrphan(data());
        port = settings.port("port");
        if (!Files.exists(data())) {
            setUp(tell);
        }
        server = launch(data(), port, tell);
    }

    /// Starts a server on that directory and returns when it answers and the services' databases exist.
    public static LocalPostgres start(Path directory) throws IOException {
        return start(directory, _ -> {});
    }

    static LocalPostgres start(Path directory, Consumer<String> tell) throws IOException {
        var postgres = new LocalPostgres(directory, tell);
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

    /// A database, with its owner's credentials. See [#createDatabase].
    public Database database(String name) {
        return new Database(url(name), name, password(name));
    }

    /// The server's own database, with all rights.
    public Database superuser() {
        return new Database(url(SUPERUSER), SUPERUSER, password(SUPERUSER));
    }

    /// Makes sure that there is a database of that name, owned by a plain role of that name: no superuser, and
    /// no way into anybody else's.
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

    /// Process id of the postmaster; empty when none runs.
    public Optional<Long> pid() {
        return postmaster(data()).map(ProcessHandle::pid);
    }

    public boolean isAlive() {
        return pid().isPresent();
    }

    /// Kills the postmaster as `kill -9` does; its children notice and end, too.
    public synchronized void kill() {
        postmaster(data()).ifPresent(process -> {
            var children = process.children().toList();
            process.destroyForcibly();
            Stream.concat(Stream.of(process), children.stream())
                    .forEach(one -> one.onExit()
                            .completeOnTimeout(one, STOP.toSeconds(), TimeUnit.SECONDS)
                            .join());
        });
    }

    /// Starts it again after [#kill], on the same port and data; crash recovery included.
    public synchronized void restart() throws IOException {
        release();
        server = launch(data(), port, _ -> {});
    }

    /// Stops the server in good order, without waiting for clients.
    @Override
    public synchronized void close() {
        release();
        stopOrphan(data());
    }

    /// Stops a server that outlived its parent on that directory, if there is one.
    public static void stopOrphanIn(Path directory) {
        try {
            stopOrphan(directory.toRealPath().resolve("data"));
        } catch (IOException e) {
            // No such directory: no server on it.
        }
    }

    /// Stops the server if it still runs, and lets the library forget it.
    private void release() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL's lock file cannot be released", e);
        }
    }

    private EmbeddedPostgres launch(Path data, int port, Consumer<String> tell) throws IOException {
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
        return new PostgresStart(data, logFile, new StartWait("PostgreSQL", logFile, tell)).run(builder::start);
    }

    /// Makes the data directory under another name and renames it when it is whole: a first start that was cut
    /// short leaves neither half a server nor one that trusts everybody. Each try has a name and a port of its
    /// own, since programs that a killed try began may still be at work in theirs.
    private void setUp(Consumer<String> tell) throws IOException {
        forgetEarlierTries();
        var unfinished = directory.resolve(UNFINISHED + UUID.randomUUID());
        try (var server = launch(unfinished, ANY_PORT, tell)) {
            demandPasswords(server, unfinished);
        }
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void forgetEarlierTries() throws IOException {
        try (var tries = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
            for (var unfinished : tries) {
                stopOrphan(unfinished);
                FileUtils.deleteQuietly(unfinished.toFile());
            }
        }
    }

    /// The library sets a new server up to trust everybody on this machine. We do not.
    private void demandPasswords(EmbeddedPostgres server, Path data) throws IOException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER ROLE " + SUPERUSER + " PASSWORD '" + password(SUPERUSER) + "'");
            Files.writeString(data.resolve("pg_hba.conf"), """
                    # Written by Waymill at the first start.
                    host all all 127.0.0.1/32 scram-sha-256
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

    private static void stopOrphan(Path data) {
        postmaster(data).ifPresent(process -> {
            signalFastShutdown(process.pid());
            process.onExit()
                    .completeOnTimeout(process, STOP.toSeconds(), TimeUnit.SECONDS)
                    .join();
            process.destroyForcibly();
        });
    }

    /// SIGINT is PostgreSQL's "fast shutdown"; Java can only send SIGTERM, which would wait for clients.
    private static void signalFastShutdown(long pid) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("kill(1) cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The server that runs on that data, if one does. Its pid file may be a leftover and the pid by now
    /// somebody else's, another PostgreSQL's even: only the process's own command line tells.
    static Optional<ProcessHandle> postmaster(Path data) {
        try {
            var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
            return ProcessHandle.of(Long.parseLong(pid.strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> serves(process.info(), data));
        } catch (IOException | NumberFormatException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private static boolean serves(ProcessHandle.Info process, Path data) {
        return process.command().orElse("").contains("postgres")
                && List.of(process.arguments().orElse(new String[0])).contains(data.toString());
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

    private Path data() {
        return directory.resolve("data");
    }
}
