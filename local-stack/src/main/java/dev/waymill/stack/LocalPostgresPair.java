package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;

/// A primary PostgreSQL server and its synchronous standby on this machine: a commit is on both. Fails over only
/// when it is told to, as by a tool for high availability. Thread-safe.
public final class LocalPostgresPair implements AutoCloseable {
    /// What a client needs to find the primary, wherever it is now.
    private static final String OPTIONS =
            "?targetServerType=primary&hostRecheckSeconds=2&connectTimeout=2&tcpKeepAlive=true";

    private LocalPostgres primary;
    private LocalPostgres standby;

    private LocalPostgresPair(LocalPostgres primary, LocalPostgres standby) {
        this.primary = primary;
        this.standby = standby;
    }

    /// Starts both servers in a directory, and waits until commits wait for the standby.
    public static LocalPostgresPair start(Path directory) throws IOException {
        var primary = LocalPostgres.start(Files.createDirectories(directory).resolve("a"));
        try {
            var second = PrivateDirectory.create(directory.resolve("b"));
            Files.copy(settings(primary.directory()), settings(second), StandardCopyOption.REPLACE_EXISTING);
            return new LocalPostgresPair(primary, Standby.start(primary, second));
        } catch (IOException | RuntimeException e) {
            primary.close();
            throw e;
        }
    }

    public synchronized LocalPostgres primary() {
        return primary;
    }

    /// Returns a service's database on whichever server is the primary.
    public synchronized Database database(String name) {
        var one = primary.database(name);
        var url = "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s".formatted(primary.port(), standby.port(), name);
        return new Database(url + OPTIONS, one.user(), one.password());
    }

    /// Makes the standby the primary, and returns once it commits. First kills the old primary, whatever state it is
    /// in: two primaries would diverge, and the clients of one that hangs would wait for it forever.
    public synchronized void failOver() throws SQLException {
        primary.killAll();
        var lost = primary;
        primary = standby;
        standby = lost;
        // The new primary has no standby, for which each commit would wait.
        primary.superuser()
                .execute(
                        "SELECT pg_promote()",
                        "ALTER SYSTEM RESET synchronous_standby_names",
                        "SELECT pg_reload_conf()");
    }

    /// Makes the server that was killed by [#failOver] anew as the standby of the primary.
    public synchronized void rebuildStandby() throws IOException {
        standby.close();
        standby = Standby.start(primary, standby.directory());
    }

    @Override
    public synchronized void close() {
        standby.close();
        primary.close();
    }

    private static Path settings(Path directory) {
        return directory.resolve("postgres.settings");
    }
}
