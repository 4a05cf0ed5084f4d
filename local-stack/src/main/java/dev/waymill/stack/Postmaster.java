package dev.waymill.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The main process of the server on a data directory, which may have outlived the process that started it.
final class Postmaster {
    private static final Duration STOP = Duration.ofSeconds(20);

    private Postmaster() {}

    /// Returns the server that runs on the data directory, if there is one. Its pid file may be stale and the
    /// pid reused, even by another PostgreSQL, so the process's command line is checked.
    static Optional<ProcessHandle> find(Path data) {
        try {
            var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
            return ProcessHandle.of(Long.parseLong(pid.strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> serves(process.info(), data));
        } catch (IOException | NumberFormatException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    static void stop(Path data) {
        find(data).ifPresent(process -> {
            signalFastShutdown(process.pid());
            awaitExit(process);
            process.destroyForcibly();
        });
    }

    static void awaitExit(ProcessHandle process) {
        process.onExit()
                .completeOnTimeout(process, STOP.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /// Sends SIGINT, PostgreSQL's "fast shutdown". Java can send only SIGTERM, which would wait for clients.
    private static void signalFastShutdown(long pid) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("kill(1) cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean serves(ProcessHandle.Info process, Path data) {
        return process.command().orElse("").contains("postgres")
                && List.of(process.arguments().orElse(new String[0])).contains(data.toString());
    }
}
