package dev.waymill.cli.imports;

import dev.waymill.cli.api.Api;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Uploads one file, or a file set as one archive, and follows the import until it finishes.
final class Importer {
    /// Longer than any grace period that a user waits for at a terminal.
    private static final Duration PATIENCE = Duration.ofHours(24);
    /// Smaller uploads are too fast for a progress bar.
    private static final long BIG_BYTES = 8 << 20;

    private final Api api;
    private final PrintWriter out;
    private final boolean quiet;

    /// @param quiet suppresses progress output, e.g. for JSON
    Importer(Api api, PrintWriter out, boolean quiet) {
        this.api = api;
        this.out = out;
        this.quiet = quiet;
    }

    /// Uploads one file.
    ///
    /// @param options import options for the server
    /// @param wait whether to wait until the job finishes
    /// @return the finished job; without `wait`, the job as accepted
    JsonNode run(FileSet.Member file, Map<String, String> options, boolean wait)
            throws IOException, InterruptedException {
        print("Uploading " + file.name() + " …");
        var line = new ProgressLine(
                out, System.console() != null && System.console().isTerminal());
        var accepted = upload(file, options, line);
        if (!wait) {
            return accepted;
        }
        var job = api.awaitEnd(accepted.path("id").asString(), PATIENCE, now -> {
            if (!quiet) {
                line.show(ProgressLine.text(now), System.nanoTime());
            }
        });
        if (!quiet) {
            line.end();
        }
        return withNotice(job, accepted);
    }

    /// Packs all files into one archive, so that they are previewed, promoted and reverted together.
    JsonNode run(FileSet group, Map<String, String> options, boolean wait) throws IOException, InterruptedException {
        print("Packing " + group.members().size() + " files …");
        var archive = Files.createTempFile("waymill-", ".zip");
        archive.toFile().deleteOnExit();
        try {
            FileSetArchive.write(group.members(), archive);
            return run(new FileSet.Member(archive, group.title()), options, wait);
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private JsonNode upload(FileSet.Member file, Map<String, String> options, ProgressLine line) throws IOException {
        long bytes = Files.size(file.file());
        var accepted = api.uploadInPieces(file.file(), file.name(), options, done -> {
            if (!quiet && bytes > BIG_BYTES) {
                line.show(ProgressLine.bar("upload", done, bytes), System.nanoTime());
            }
        });
        if (!quiet) {
            line.end();
        }
        return accepted;
    }

    private void print(String line) {
        if (!quiet) {
            out.println(line);
            out.flush();
        }
    }

    /// Copies the notice that nothing was imported. Only the response to the upload contains it.
    private static JsonNode withNotice(JsonNode job, JsonNode accepted) {
        if (job instanceof ObjectNode object && accepted.path("notice").isObject()) {
            object.set("notice", accepted.path("notice"));
        }
        return job;
    }
}
