package dev.waymill.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// The broker and the database server of one data directory. Only one process at a time can use a directory.
public sealed class LocalStack implements AutoCloseable permits LocalCluster {
    private final FileChannel lock;
    private final LocalKafka kafka;
    private final LocalPostgres postgres;
    private boolean closed;

    LocalStack(FileChannel lock, LocalKafka kafka, LocalPostgres postgres) {
        this.lock = lock;
        this.kafka = kafka;
        this.postgres = postgres;
    }

    /// Starts both in parallel and waits until both respond.
    ///
    /// @throws DirectoryInUseException if another process uses the directory
    public static LocalStack start(Path dataDirectory) throws IOException {
        return start(dataDirectory, StartCache.USE, _ -> {});
    }

    /// Starts both with an AOT cache and progress messages.
    ///
    /// @param cache how the broker uses its AOT cache
    /// @param report receives a line from time to time during a long start, saying what it waits for
    public static LocalStack start(Path dataDirectory, StartCache cache, Consumer<String> report) throws IOException {
        PrivateDirectory.createIfMissing(dataDirectory);
        var lock = lock(dataDirectory.resolve("lock"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var kafka = CompletableFuture.supplyAsync(
                    () -> unchecked(() -> LocalKafka.start(dataDirectory.resolve("kafka"), cache, report)), threads);
            var postgres = CompletableFuture.supplyAsync(
                    () -> unchecked(() -> LocalPostgres.start(dataDirectory.resolve("postgres"), report)), threads);
            try {
                return new LocalStack(lock, kafka.join(), postgres.join());
            } catch (CompletionException e) {
                kafka.thenAccept(LocalKafka::close).exceptionally(_ -> null).join();
                postgres.thenAccept(LocalPostgres::close)
                        .exceptionally(_ -> null)
                        .join();
                lock.close();
                throw new IOException(
                        e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
            }
        }
    }

    public LocalKafka kafka() {
        return kafka;
    }

    public LocalPostgres postgres() {
        return postgres;
    }

    /// Returns the broker's address, for the services.
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /// Returns a service's database, for the services.
    public Database database(String name) {
        return postgres.database(name);
    }

    /// Stops both gracefully.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                postgres;
                kafka) {
            // Closes kafka, postgres, then the lock, even if one of them fails.
        } catch (IOException e) {
            throw new IllegalStateException("The data directory's lock cannot be released", e);
        }
    }

    /// Locks the data directory. The operating system releases the lock when the process ends, for whatever
    /// reason.
    static FileChannel lock(Path file) throws IOException {
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
                throw inUse(file, channel);
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(file, channel);
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static DirectoryInUseException inUse(Path file, FileChannel channel) throws IOException {
        channel.close();
        return new DirectoryInUseException(file.toAbsolutePath().getParent() + " is in use by process "
                + Files.readString(file).strip());
    }

    private static <T> T unchecked(Start<T> start) {
        try {
            return start.start();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @FunctionalInterface
    private interface Start<T> {
        T start() throws IOException;
    }

    /// Another process uses the directory. Starting again later may work.
    public static final class DirectoryInUseException extends IOException {
        private DirectoryInUseException(String message) {
            super(message);
        }
    }
}
