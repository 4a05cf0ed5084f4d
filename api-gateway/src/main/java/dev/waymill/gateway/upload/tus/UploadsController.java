package dev.waymill.gateway.upload.tus;

import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// Resumable uploads over REST. Owners see only their own.
@RestController
@RequestMapping(UploadsController.PATH)
@Tag(name = "uploads", description = "Resumable uploads (tus 1.0.0; works with any tus client).")
class UploadsController {
    static final String PATH = "/api/v1/uploads";
    private static final String CHUNK = "application/offset+octet-stream";
    private static final String OFFSET = "Upload-Offset";
    private static final String LENGTH = "Upload-Length";
    private static final String EXPIRES = "Upload-Expires";
    private static final String JOB = "Waymill-Job";
    private static final String NOTICE = "Waymill-Notice";
    private static final Pattern BYTES = Pattern.compile("\\d{1,18}");

    private final ResumableUploads uploads;

    UploadsController(ResumableUploads uploads) {
        this.uploads = uploads;
    }

    @RequestMapping(method = RequestMethod.OPTIONS)
    @Operation(summary = "Get the server's capabilities", description = "In the headers, as tus defines.")
    @ApiResponse(responseCode = "204", description = "Versions, extensions and the largest file.")
    ResponseEntity<Void> options() {
        return ResponseEntity.noContent()
                .header(TusVersionFilter.VERSIONS_HEADER, TusFilter.VERSION)
                .header("Tus-Extension", "creation,creation-with-upload,expiration,termination")
                .header("Tus-Max-Size", Long.toString(uploads.maxBytes()))
                .build();
    }

    @PostMapping
    @Operation(
            summary = "Create a resumable upload",
            description = "Send the bytes with PATCH to the URL in `Location`. The body may hold the first bytes,"
                    + " with the content type `application/offset+octet-stream`. An upload created by mistake expires."
                    + " A second upload of the same file creates no second import.")
    @ApiResponse(responseCode = "201", description = "The upload is created, and expires at `Upload-Expires`.")
    ResponseEntity<Void> create(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "Size of the whole file in bytes")
                    @RequestHeader(name = LENGTH, required = false)
                    @Nullable
                    String length,
            @Parameter(
                            description = "Pairs of a key, a space and a base64 value, joined by commas. Known keys are"
                                    + " `filename` and the parameters of `POST /api/v1/imports`")
                    @RequestHeader(name = UploadMetadata.HEADER, defaultValue = "")
                    String metadata,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        var upload = uploads.create(caller.owner(), bytes(LENGTH, length), metadata);
        if (isChunk(request) || upload.isWhole()) {
            upload = append(upload, request);
        }
        return ResponseEntity.created(URI.create(PATH + "/" + upload.id()))
                .headers(headers(upload))
                .build();
    }

    @RequestMapping(path = "/{id}", method = RequestMethod.HEAD)
    @Operation(
            summary = "Get the current offset",
            description = "Resume at `Upload-Offset`. For a complete file, `Waymill-Job` is the URL of the import;"
                    + " without that header the file is still being assembled.")
    @ApiResponse(responseCode = "200", description = "The current offset.")
    @ApiResponse(responseCode = "410", description = "The upload has expired or was deleted.")
    ResponseEntity<Void> head(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The upload's id") @PathVariable UUID id,
            @Parameter(hidden = true) HttpServletRequest request) {
        var upload = uploads.resume(uploads.find(caller.owner(), id), request);
        return ResponseEntity.ok()
                .headers(headers(upload))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @PatchMapping("/{id}")
    @Operation(
            summary = "Append bytes",
            description = "As `application/offset+octet-stream`, any number of bytes. Bytes received before a lost"
                    + " connection are kept. The last byte turns the file into an import: its job is at `Waymill-Job`."
                    + " If the same file was already imported, this is the earlier job, and `Waymill-Notice` says"
                    + " `already-imported`.")
    @ApiResponse(responseCode = "204", description = "The bytes before `Upload-Offset` are stored.")
    @ApiResponse(responseCode = "409", description = "`offset-mismatch`: the upload is at another offset.")
    @ApiResponse(responseCode = "410", description = "The upload has expired or was deleted.")
    ResponseEntity<Void> patch(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The upload's id") @PathVariable UUID id,
            @Parameter(description = "The offset of the body in the file")
                    @RequestHeader(name = OFFSET, required = false)
                    @Nullable
                    String offset,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        if (!isChunk(request)) {
            throw new ProblemException(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send it as " + CHUNK + ".");
        }
        long start = bytes(OFFSET, offset);
        var upload = uploads.find(caller.owner(), id);
        if (start != upload.received()) {
            throw ResumableUploads.wrongOffset();
        }
        return ResponseEntity.noContent()
                .headers(headers(append(upload, request)))
                .build();
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Delete an upload", description = "If it has already become an import, the import remains.")
    @ApiResponse(responseCode = "204", description = "The upload is deleted.")
    @ApiResponse(responseCode = "410", description = "The upload has expired or was deleted.")
    ResponseEntity<Void> delete(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(description = "The upload's id") @PathVariable UUID id) {
        uploads.end(uploads.find(caller.owner(), id));
        return ResponseEntity.noContent().build();
    }

    private Upload append(Upload upload, HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > upload.missing()) {
            throw new ProblemException(ProblemCode.TOO_LARGE, "Only %d bytes are missing.".formatted(upload.missing()));
        }
        return uploads.append(upload, request);
    }

    private static boolean isChunk(HttpServletRequest request) {
        return CHUNK.equalsIgnoreCase(request.getContentType());
    }

    private static long bytes(String header, @Nullable String value) {
        if (value == null || !BYTES.matcher(value).matches()) {
            throw ProblemException.at(header, ProblemCode.INVALID_HEADER, "Give a number of bytes.");
        }
        return Long.parseLong(value);
    }

    private static HttpHeaders headers(Upload upload) {
        var headers = new HttpHeaders();
        headers.set(OFFSET, Long.toString(upload.received()));
        headers.set(LENGTH, Long.toString(upload.length()));
        headers.setZonedDateTime(EXPIRES, upload.expiresAt().atZone(ZoneOffset.UTC));
        if (!upload.metadata().isEmpty()) {
            headers.set(UploadMetadata.HEADER, upload.metadata());
        }
        if (upload.isJob()) {
            headers.set(JOB, "/api/v1/jobs/" + upload.jobId());
        }
        if (upload.isRepetition()) {
            headers.set(NOTICE, "already-imported");
        }
        return headers;
    }
}
