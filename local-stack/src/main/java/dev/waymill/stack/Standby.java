package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.apache.commons.io.FileUtils;

/// Makes a standby of a running primary: a base backup by PostgreSQL's API, since the packaged server comes without
/// `pg_basebackup`, then streaming from a replication slot.
final class Standby {
    private static final String NAME = "standby";

    /// Folders whose contents belong to the running primary. The standby receives the WAL from the slot.
    private static final Set<String> EMPTY = Set.of("pg_wal", "pg_replslot", "pg_stat_tmp", "pg_subtrans");

    /// Files of the running primary and of the library that starts it.
    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

    private static final String CREATE_SLOT = """
            SELECT pg_create_physical_replication_slot('standby', immediately_reserve => true)
            WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = 'standby')
            """;
    private static final String IS_SYNCHRONOUS = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";

    private Standby() {}

    /// Copies the primary into a directory, replacing an earlier server there, starts the copy, and waits until the
    /// primary's commits wait for it.
    static LocalPostgres start(LocalPostgres primary, Path directory) throws IOException {
        var data = directory.resolve("data");
        FileUtils.deleteDirectory(data.toFile());
        try (var connection = primary.superuser().connect()) {
            backUp(connection, primary.directory().resolve("data"), data);
            follow(primary, data);
            var standby = LocalPostgres.startCopy(directory);
            try {
                primary.superuser()
                        .execute(
                                "ALTER SYSTEM SET synchronous_standby_names = '" + NAME + "'",
                                "SELECT pg_reload_conf()");
                awaitSynchronous(primary, standby);
                return standby;
            } catch (IOException | SQLException | RuntimeException e) {
                standby.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException("The standby in " + directory + " cannot be made: " + e.getMessage(), e);
        }
    }

    /// The session that begins a backup must end it.
    private static void backUp(Connection primary, Path from, Path to) throws SQLException, IOException {
        try (var statement = primary.createStatement()) {
            statement.execute(CREATE_SLOT);
            statement.execute("SELECT pg_backup_start('" + NAME + "', fast => true)");
            PrivateDirectory.create(to);
            copy(from, to);
            try (var rows = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
                rows.next();
                Files.writeString(to.resolve("backup_label"), rows.getString(1));
            }
        }
    }

    /// Both servers of a pair have the same configuration, so the standby, too, would wait for one if it were promoted.
    /// The last line of a setting counts.
    private static void follow(LocalPostgres primary, Path data) throws IOException {
        var user = primary.superuser();
        Files.createFile(data.resolve("standby.signal"));
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                """
                primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s application_name=%s'
                primary_slot_name = '%s'
                synchronous_standby_names = '%s'
                """.formatted(primary.port(), user.user(), user.password(), NAME, NAME, NAME),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static void awaitSynchronous(LocalPostgres primary, LocalPostgres standby)
            throws IOException, SQLException {
        var wait = new StartWait("PostgreSQL's standby", standby.directory().resolve("postgres.log"), _ -> {});
        try {
            while (primary.superuser().query(IS_SYNCHRONOUS).equals("0")) {
                if (!standby.isAlive()) {
                    throw new IOException(wait.exitMessage());
                }
                if (!wait.shouldContinue("", "it does not stream yet")) {
                    throw new IOException(wait.timeoutMessage());
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the standby was starting", e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                var copy = to.resolve(from.relativize(directory).toString());
                if (!Files.exists(copy)) {
                    Files.copy(directory, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return EMPTY.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!LEFT_OUT.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(
                                file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (NoSuchFileException e) {
                        // The primary has deleted it; the WAL says so.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }
}
