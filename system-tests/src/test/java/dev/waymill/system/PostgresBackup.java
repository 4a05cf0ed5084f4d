package dev.waymill.system;

import dev.waymill.stack.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A base backup of a PostgreSQL server with its archived log, made by the low-level API, and the servers
/// restored from it.
final class PostgresBackup {
    /// What a server creates again. Their directories are copied, empty.
    private static final Set<String> SERVERS_OWN = Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify");

    private static final Set<String> LOCKS = Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

    private final Path archive;
    private final Path copy;

    private PostgresBackup(Path archive, Path copy) {
        this.archive = archive;
        this.copy = copy;
    }

    /// Has a server that is not yet started archive its log from its next start on.
    static void archive(Path server, Path archive) throws IOException, SQLException {
        Files.createDirectories(archive);
        try (var postgres = LocalPostgres.start(server);
                var connection = postgres.superuser().connect()) {
            execute(connection, "ALTER SYSTEM SET archive_mode = 'on'");
            execute(connection, "ALTER SYSTEM SET archive_command = 'cp %%p %s/%%f'".formatted(archive));
        }
    }

    /// Copies the running server's files.
    ///
    /// @param server its directory
    static PostgresBackup take(LocalPostgres running, Path server, Path archive, Path copy)
            throws IOException, SQLException {
        copyFile(
                server.resolve("postgres.settings"),
                Files.createDirectories(copy).resolve("postgres.settings"));
        try (var connection = running.superuser().connect()) {
            execute(connection, "SELECT pg_backup_start('test', true)");
            copyTree(server.resolve("data"), copy.resolve("data"));
            try (var statement = connection.createStatement();
                    var label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
                label.next();
                Files.writeString(copy.resolve("data").resolve("backup_label"), label.getString(1));
            }
        }
        return new PostgresBackup(archive, copy);
    }

    /// Names the present moment, to which [#restore] returns, and waits until the log up to it is archived.
    void mark(LocalPostgres running) throws SQLException {
        try (var connection = running.superuser().connect();
                var statement = connection.createStatement();
                var file = statement.executeQuery("SELECT pg_walfile_name(pg_create_restore_point('backup'))")) {
            file.next();
            var name = file.getString(1);
            execute(connection, "SELECT pg_switch_wal()");
            Awaitility.await().until(() -> Files.exists(archive.resolve(name)));
        }
    }

    /// Has copies of a stopped server leave the archive as it is.
    static void stopArchiving(Path server) throws IOException {
        append(server.resolve("data"), "archive_mode = 'off'\n");
    }

    /// Starts a server of its own as it was at the marked moment.
    LocalPostgres restore(Path server) throws IOException {
        copyTree(copy, server);
        var data = server.resolve("data");
        Files.createFile(data.resolve("recovery.signal"));
        append(data, """
                archive_mode = 'off'
                restore_command = 'cp %s/%%f %%p'
                recovery_target_name = 'backup'
                recovery_target_action = 'promote'
                hot_standby = 'off'
                """.formatted(archive));
        return LocalPostgres.start(server);
    }

    private static void append(Path data, String settings) throws IOException {
        Files.writeString(data.resolve("postgresql.auto.conf"), settings, StandardOpenOption.APPEND);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var name = from.relativize(file);
                boolean isServersOwn = name.getNameCount() > 1
                        && SERVERS_OWN.contains(name.getName(0).toString())
                        && Files.isRegularFile(file);
                if (!isServersOwn && !LOCKS.contains(file.getFileName().toString())) {
                    copyFile(file, to.resolve(name.toString()));
                }
            }
        }
    }

    /// A running server deletes files meanwhile; its log has what they contained.
    private static void copyFile(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException _) {
            return;
        }
    }
}
