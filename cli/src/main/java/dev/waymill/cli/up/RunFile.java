package dev.waymill.cli.up;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `waymill.json` in the data directory: how the Waymill that runs there is reached. Gone when none runs.
///
/// @param url of the gateway
/// @param pid of the process that started it
/// @param keyFile where the admin key lies
public record RunFile(URI url, long pid, String keyFile) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// The Waymill that runs on that directory; empty when its process is gone, whatever the file says.
    public static Optional<RunFile> of(Path data) {
        try {
            var run = JSON.readValue(Files.readString(path(data)), RunFile.class);
            return ProcessHandle.of(run.pid()).filter(ProcessHandle::isAlive).map(_ -> run);
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
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
