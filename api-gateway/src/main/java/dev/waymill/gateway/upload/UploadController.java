package dev.waymill.gateway.upload;

import dev.waymill.gateway.job.IdempotencyKey;
import dev.waymill.gateway.job.Job;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.view.JobView;
import dev.waymill.gateway.view.SubmissionAnswer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.SchemaProperty;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Uploads over REST.
@RestController
@Tag(name = "imports", description = "Import location history.")
class UploadController {
    private final Uploader uploader;

    UploadController(Uploader uploader) {
        this.uploader = uploader;
    }

    /// Has no bound parameters: binding would read a body whose content type claims that it is a form.
    @PostMapping("/api/v1/imports")
    @Operation(
            summary = "Import a file",
            description = "Send it as part `file` of a multipart form, or as the raw body with `?filename=`. The import"
                    + " can be cancelled until its grace period ends. Sending the same file again creates no second"
                    + " import. An import without any valid point fails with `nothing-imported`. For a big file over an"
                    + " unreliable connection use `/api/v1/uploads`.",
            parameters = {
                @Parameter(name = "filename", in = ParameterIn.QUERY, description = "Name of the file"),
                @Parameter(
                        name = "grace",
                        in = ParameterIn.QUERY,
                        description = "ISO-8601 duration from PT0S to P30D in which the staged import can be cancelled",
                        schema = @Schema(type = "string", defaultValue = "PT5M")),
                @Parameter(
                        name = "format",
                        in = ParameterIn.QUERY,
                        description =
                                "The format of the file, or of the files in the archive; detected from the content if"
                                        + " not given: gpx, kml, tcx, fit, google-records, google-semantic, google-timeline,"
                                        + " google-timeline-ios, google-fit, geojson, overland, owntracks, owntracks-rec,"
                                        + " home-assistant, moves, arc, polarsteps, points, csv, nmea, igc, oziexplorer,"
                                        + " photo",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = "columns",
                        in = ParameterIn.QUERY,
                        description =
                                "Column names of a table whose columns are not recognised, each possibly with its unit"
                                        + " in brackets: m/s, km/h, mph or kn, m or ft, % or 0..1",
                        example = "latitude:Breite,longitude:Länge,date:Datum,time:Uhrzeit,speed:Tempo[km/h]",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = "onDamage",
                        in = ParameterIn.QUERY,
                        description =
                                "For a damaged file: fail, or keep the readable part. In an archive, fail leaves out only"
                                        + " the damaged files",
                        schema =
                                @Schema(
                                        type = "string",
                                        allowableValues = {"fail", "keep"},
                                        defaultValue = "fail")),
                @Parameter(
                        name = "zone",
                        in = ParameterIn.QUERY,
                        description = "The zone of times that have none; UTC, with a remark, if not given",
                        example = "Europe/Berlin",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = "timePattern",
                        in = ParameterIn.QUERY,
                        description =
                                "The notation of times that are not recognised, or that could be read in two ways",
                        example = "dd/MM/yyyy HH:mm:ss",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = "shift",
                        in = ParameterIn.QUERY,
                        description = "ISO-8601 duration of at most 100 years that is added to every time, for a device"
                                + " with a wrong clock",
                        example = "P7168D",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = "waypoints",
                        in = ParameterIn.QUERY,
                        description = "For places that were saved and not visited, such as favourites and geocaches:"
                                + " drop them and count them as rejected, or keep them as points",
                        schema =
                                @Schema(
                                        type = "string",
                                        allowableValues = {"drop", "keep"},
                                        defaultValue = "drop")),
                @Parameter(
                        name = IdempotencyKey.HEADER,
                        in = ParameterIn.HEADER,
                        description =
                                "1 to 255 visible ASCII characters: the same key with the same file and parameters"
                                        + " is the same request; with others it is refused")
            },
            requestBody =
                    @RequestBody(
                            content = {
                                @Content(
                                        mediaType = "multipart/form-data",
                                        schemaProperties =
                                                @SchemaProperty(
                                                        name = "file",
                                                        schema = @Schema(type = "string", format = "binary"))),
                                @Content(
                                        mediaType = "application/octet-stream",
                                        schema = @Schema(type = "string", format = "binary"))
                            }))
    @ApiResponse(
            responseCode = "202",
            description = "The import is accepted and stored.",
            headers = @Header(name = "Location", description = "The URL of the job"))
    @ApiResponse(responseCode = "200", description = "The same file was already imported: that job, with a notice.")
    ResponseEntity<JobView> upload(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request) {
        return SubmissionAnswer.of(uploader.take(request, caller.owner()), UploadController::notice);
    }

    private static JobView.Notice notice(Job job) {
        return new JobView.Notice(
                "already-imported",
                "This is the same file as in job %s, uploaded %s. It was not imported again."
                        .formatted(job.id(), job.createdAt()));
    }
}
