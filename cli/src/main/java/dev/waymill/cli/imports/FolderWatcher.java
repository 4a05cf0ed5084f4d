package dev.waymill.cli.imports;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.api.ApiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Imports each file added to a folder, separately. Its state is lost when the program ends, without harm: a
/// file still in the folder is uploaded again, and the server recognises it. Confined to one thread.
final class FolderWatcher {
    /// A file that has not changed for this long is taken as complete.
    private static final Duration STILL = Duration.ofSeconds(10);

    private final Path directory;
    private final Api api;
    private final Map<String, String> options;
    private final InstantSource clock;
    private final PrintWriter out;
    private final Map<Path, Seen> seen = new HashMap<>();
    private final Map<Path, String> fileErrors = new HashMap<>();
    private String lastError = "";

    /// The last known state of a file.
    ///
    /// @param since when the file was first seen in this state
    /// @param job its import, once it is uploaded
    private record Seen(long bytes, FileTime modified, Instant since, Optional<String> job) {
        boolean isSame(BasicFileAttributes now) {
            return bytes == now.size() && modified.equals(now.lastModifiedTime());
        }

        Seen since(Instant other) {
            return new Seen(bytes, modified, other, job);
        }
    }

    FolderWatcher(Path directory, Api api, Map<String, String> options, InstantSource clock, PrintWriter out) {
        this.directory = directory;
        this.api = api;
        this.options = options;
        this.clock = clock;
        this.out = out;
    }

    /// Checks the folder once. If the server is unavailable, all files wait for the next tick. A file that
    /// cannot be read or moved is retried by itself.
    ///
    /// @throws ApiException if the key is invalid or lacks permission
    void tick() throws IOException {
        var files = files();
        seen.keySet().retainAll(files);
        fileErrors.keySet().retainAll(files);
        try {
            for (var file : files) {
                check(file);
            }
            lastError = "";
        } catch (ApiException e) {
            if (e.status() == 401 || e.status() == 403) {
                throw e;
            }
            if (!lastError.equals(e.getMessage())) {
                lastError = String.valueOf(e.getMessage());
                out.println(lastError + " (will retry)");
            }
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private void check(Path file) {
        try {
            var now = Files.readAttributes(file, BasicFileAttributes.class);
            var before = seen.get(file);
            if (before == null || !before.isSame(now)) {
                seen.put(file, new Seen(now.size(), now.lastModifiedTime(), clock.instant(), Optional.empty()));
            } else if (before.job().isPresent()) {
                settle(file, before, before.job().get());
            } else if (!clock.instant().isBefore(before.since().plus(STILL))) {
                upload(file, before);
            }
        } catch (NoSuchFileException _) {
            seen.remove(file);
        } catch (IOException e) {
            postpone(file, e);
        } catch (UncheckedIOException e) {
            postpone(file, Objects.requireNonNull(e.getCause()));
        }
    }

    /// Delays the next attempt, because each one may begin an upload.
    private void postpone(Path file, IOException reason) {
        seen.computeIfPresent(file, (_, state) -> state.since(clock.instant()));
        if (!reason.toString().equals(fileErrors.put(file, reason.toString()))) {
            out.println(file.getFileName() + ": " + reason + " (will retry)");
        }
    }

    private void upload(Path file, Seen state) throws IOException {
        var name = file.getFileName().toString();
        try {
            var job =
                    api.uploadInPieces(file, name, options, _ -> {}).path("id").asString();
            out.println(name + ": uploaded, job " + job);
            seen.put(file, new Seen(state.bytes(), state.modified(), state.since(), Optional.of(job)));
        } catch (ApiException e) {
            if (!isAboutTheFile(e)) {
                throw e;
            }
            fail(
                    file,
                    JsonMapper.shared().createObjectNode().put("code", e.code()).put("message", e.getMessage()));
        }
    }

    private static boolean isAboutTheFile(ApiException refused) {
        return switch (refused.status()) {
            case 400, 413, 422 -> true;
            default -> false;
        };
    }

    private void settle(Path file, Seen state, String id) throws IOException {
        var job = api.job(id);
        if (!Api.isFinished(job)) {
            return;
        }
        if (job.path("state").asString().equals("succeeded")) {
            var place = move(file, "imported");
            out.println(place.getFileName() + ": imported");
        } else {
            fail(file, job.path("error").isObject() ? job.path("error") : job);
        }
    }

    private void fail(Path file, JsonNode error) throws IOException {
        var place = move(file, "failed");
        Files.writeString(
                place.resolveSibling(place.getFileName() + ".error.json"),
                error.toPrettyString() + System.lineSeparator());
        out.println(place.getFileName() + ": failed, " + error.path("message").asString("see its .error.json"));
    }

    /// Moves a file without overwriting another one.
    private Path move(Path file, String folder) throws IOException {
        var target = Files.createDirectories(directory.resolve(folder));
        var place = target.resolve(file.getFileName());
        for (int number = 2; Files.exists(place); number++) {
            place = target.resolve(number + "-" + file.getFileName());
        }
        Files.move(file, place);
        seen.remove(file);
        return place;
    }
}
