package dev.waymill.cli.up;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `waymill.json` in the data directory: the address of the instance that runs on the directory. Deleted when
/// the instance stops, unless it was killed with `kill -9`.
///
/// @param url of the gateway
/// @param pid of the process that started it
/// @param started start time of that process, because its pid may have been reused
/// @param keyFile path of the admin key
public record RunFile(URI url, long pid, Instant started, String keyFile) {
    private static final Instant NEVER = Instant.EPOCH.minus(Duration.ofDays(1));
    private static final String MAIN = "dev.waymill.cli.Main";
    private static final JsonMapper JSON = JsonMapper.shared();
    /// The operating system counts process starts from the boot time, which it knows only to the second.
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

    /// A file without a start time matches no process.
    public RunFile {
        started = Objects.requireNonNullElse(started, NEVER);
    }

    /// Describes the instance started by this process.
    RunFile(URI url, Path keyFile) {
        this(url, ProcessHandle.current().pid(), start(ProcessHandle.current()), keyFile.toString());
    }

    /// Returns the instance that runs on a directory; empty if its process has ended, even if the file exists.
    public static Optional<RunFile> of(Path data) {
        try {
            var run = JSON.readValue(Files.readString(path(data)), RunFile.class);
            return run.process().map(_ -> run);
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    /// Returns the process that started the instance; empty if it has ended, even if another program has its
    /// pid now.
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
    }

    /// Compares the start time or the command line. After a change of the system clock, start times are
    /// reported by the new clock, so the command line is checked too.
    private boolean isOurs(ProcessHandle process) {
        var start = start(process);
        return !start.isBefore(started.minus(CLOCK_ERROR)) && !start.isAfter(started.plus(CLOCK_ERROR))
                || process.info()
                        .commandLine()
                        .filter(line -> line.contains(MAIN))
                        .isPresent();
    }

    private static Instant start(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    void write(Path data) throws IOException {
        Files.writeString(path(data), JSON.writeValueAsString(this));
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(path(data));
    }

    private static Path path(Path data) {
        return data.resolve("waymill.json");
    }
}
