package dev.waymill.cli.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One upload in pieces (tus 1.0.0). After any failure it waits, asks the server for the current offset and
/// continues there. Confined to one thread; holds one piece in memory.
final class ResumableUpload {
    private static final int PIECE_BYTES = 8 << 20;

    private final Api api;
    private final Path file;
    private final long length;
    private final RetryTimes patience;
    private long lastProgress = System.nanoTime();
    private int failures;

    /// Retry settings.
    ///
    /// @param first the wait after the first failure; it doubles with each consecutive failure
    /// @param longest the maximum wait
    /// @param inVain the upload is given up after this time without progress
    record RetryTimes(Duration first, Duration longest, Duration giveUpAfter) {
        static RetryTimes ordinary() {
            return new RetryTimes(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofMinutes(5));
        }
    }

    /// The position of the upload as last reported by the server.
    ///
    /// @param address of the upload; empty before it is created
    /// @param job the id of the import, once the upload is complete
    /// @param repeated whether that job is an earlier import of the same file
    private record UploadPosition(Optional<URI> address, long offset, Optional<String> job, boolean repeated) {
        static final UploadPosition NOWHERE = new UploadPosition(Optional.empty(), -1, Optional.empty(), false);
    }

    ResumableUpload(Api api, Path file, RetryTimes patience) throws IOException {
        this.api = api;
        this.file = file;
        this.length = Files.size(file);
        this.patience = patience;
    }

    JsonNode run(Map<String, String> metadata, LongConsumer progress) throws IOException {
        var position = UploadPosition.NOWHERE;
        boolean isOffsetKnown = true;
        try (var content = FileChannel.open(file)) {
            while (position.job().isEmpty()) {
                try {
                    var next = next(position, isOffsetKnown, metadata, content);
                    isOffsetKnown = true;
                    note(position, next);
                    position = next;
                    progress.accept(position.offset());
                } catch (IOException e) {
                    isOffsetKnown = false;
                    pause(e.toString());
                }
            }
        }
        return job(position);
    }

    private UploadPosition next(
            UploadPosition position, boolean isOffsetKnown, Map<String, String> metadata, FileChannel content)
            throws IOException {
        if (position.address().isEmpty()) {
            return create(metadata);
        }
        var address = position.address().get();
        return isOffsetKnown && position.offset() < length
                ? send(address, piece(content, position.offset()), position.offset())
                : fetchPosition(address);
    }

    /// Creates the upload. Does not retry if nothing listens at the address, because nothing was uploaded yet.
    private UploadPosition create(Map<String, String> metadata) throws IOException {
        var pairs = metadata.entrySet().stream()
                .map(one -> one.getKey() + " "
                        + Base64.getEncoder().encodeToString(one.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
        try {
            var answer = answer(api.request(URI.create("/api/v1/uploads"))
                    .header("Upload-Length", Long.toString(length))
                    .header("Upload-Metadata", pairs)
                    .POST(BodyPublishers.noBody()));
            return position(
                    URI.create(header(answer, "Location")
                            .orElseThrow(() -> new IOException("The response has no Location"))),
                    answer);
        } catch (ConnectException e) {
            throw api.noAnswer(e);
        }
    }

    private UploadPosition send(URI address, byte[] piece, long offset) throws IOException {
        return position(
                address,
                answer(api.request(address)
                        .header("Content-Type", "application/offset+octet-stream")
                        .header("Upload-Offset", Long.toString(offset))
                        .method("PATCH", BodyPublishers.ofByteArray(piece))));
    }

    private UploadPosition fetchPosition(URI address) throws IOException {
        return position(address, answer(api.request(address).HEAD()));
    }

    /// Sends a request. A temporary refusal is an [IOException], like a broken connection.
    private HttpResponse<String> answer(HttpRequest.Builder request) throws IOException {
        var answer = api.exchange(request.header("Tus-Resumable", "1.0.0").timeout(patience.giveUpAfter()));
        int status = answer.statusCode();
        if (status >= 500 || status == 409 || status == 423 || status == 429) {
            throw new IOException(api.refused(answer).getMessage());
        }
        if (status >= 400) {
            throw api.refused(answer);
        }
        return answer;
    }

    private static UploadPosition position(URI address, HttpResponse<String> answer) {
        return new UploadPosition(
                Optional.of(address),
                header(answer, "Upload-Offset").map(Long::parseLong).orElse(0L),
                header(answer, "Waymill-Job").map(job -> job.substring(job.lastIndexOf('/') + 1)),
                header(answer, "Waymill-Notice").isPresent());
    }

    private static Optional<String> header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name);
    }

    /// Records progress. A complete upload without a job is still being assembled by the server, so it is
    /// polled again.
    private void note(UploadPosition before, UploadPosition now) throws IOException {
        if (now.offset() > before.offset()) {
            lastProgress = System.nanoTime();
            failures = 0;
        } else if (now.offset() == length && now.job().isEmpty()) {
            throw new IOException("The server is assembling the file");
        }
    }

    private void pause(String reason) {
        if (System.nanoTime() - lastProgress > patience.giveUpAfter().toNanos()) {
            throw new ApiException(
                    0,
                    "",
                    "The upload made no progress for %d s: %s"
                            .formatted(patience.giveUpAfter().toSeconds(), reason));
        }
        var wait = patience.first().multipliedBy(1L << Math.min(failures++, 20));
        try {
            Thread.sleep(wait.compareTo(patience.longest()) < 0 ? wait : patience.longest());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(0, "", "Interrupted");
        }
    }

    /// Reads a piece of the file. A file that changes during the upload is an error that is not retried.
    private byte[] piece(FileChannel content, long offset) {
        var piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, length - offset));
        try {
            while (piece.hasRemaining()) {
                if (content.read(piece, offset + piece.position()) < 0) {
                    throw new IOException(file + " became shorter during the upload");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return piece.array();
    }

    private JsonNode job(UploadPosition position) {
        var id = position.job().orElseThrow();
        var job = api.job(id);
        if (position.repeated() && job instanceof ObjectNode object) {
            object.putObject("notice")
                    .put("code", "already-imported")
                    .put("detail", "This is the same file as in job " + id + ". It was not imported again.");
        }
        return job;
    }
}
