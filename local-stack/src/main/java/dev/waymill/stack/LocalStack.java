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

/// The broker and the database of one data directory. Only one process at a time has a directory.
public final class LocalStack implements AutoCloseable {
    private final FileChannel lock;
    private final LocalKafka kafka;
    private final LocalPostgres postgres;
    private boolean closed;

    private LocalStack(FileChannel lock, LocalKafka kafka, LocalPostgres postgres) {
        this.lock = lock;
        this.kafka = kafka;
        this.postgres = postgres;
    }

    /// Starts both side by side and returns when both answer.
    ///
    /// @throws DirectoryInUseException when another process has the directory
    public static LocalStack start(Path dataDirectory) throws IOException {
        return start(dataDirectory, StartCache.USE, _ -> {});
    }

    /// The same.
    ///
    /// @param cache what the broker does with its start cache
    /// @param tell is given a line now and then while the start takes long: what it waits for
    public static LocalStack start(Path dataDirectory, StartCache cache, Consumer<String> tell) throws IOException {
        PrivateDirectory.createIfMissing(dataDirectory);
        var lock = lock(dataDirectory.resolve("lock"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var kafka = CompletableFuture.supplyAsync(
                    () -> unchecked(() -> LocalKafka.start(dataDirectory.resolve("kafka"), cache, tell)), threads);
            var postgres = CompletableFuture.supplyAsync(
                    () -> unchecked(() -> LocalPostgres.start(dataDirectory.resolve("postgres"), tell)), threads);
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

    /// Stops both in good order.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                postgres;
                kafka) {
            // Closed from the last to the first, the lock at the end, whatever happens to the others.
        } catch (IOException e) {
            throw new IllegalStateException("The data directory's lock cannot be released", e);
        }
    }

    /// The operating system gives the lock back when its process dies, however it dies.
    private static FileChannel lock(Path file) throws IOException {
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

    /// Another process runs on the directory; starting again later may work.
    public static final class DirectoryInUseException extends IOException {
        private DirectoryInUseException(String message) {
            super(message);
        }
    }
}
