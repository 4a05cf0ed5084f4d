package dev.waymill.gateway.ingest;

import dev.waymill.formats.Format;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.gateway.form.Form;
import dev.waymill.gateway.form.LenientQuery;
import dev.waymill.gateway.key.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// Receives points from phone apps and sends each app the response it expects. Binds no parameters: binding
/// would read a body whose content type claims that it is a form, and apps often send a wrong content type.
@RestController
@RequestMapping("/api/v1/ingest")
@Tag(name = "phones", description = "Live points from phone apps.")
@SecurityRequirement(name = "apiKey")
@SecurityRequirement(name = "keyAsPassword")
@SecurityRequirement(name = "keyInAddress")
@LenientQuery
class PhoneController {
    private static final DataSize MOST_OF_A_FORM = DataSize.ofKilobytes(64);

    private final PointIngest ingest;

    PhoneController(PointIngest ingest) {
        this.ingest = ingest;
    }

    /// @param result `ok`; otherwise Overland keeps the points and sends them again
    record Overland(String result) {}

    @PostMapping("/owntracks")
    @Operation(
            summary = "OwnTracks",
            description = "One message, as the app sends it in HTTP mode. Messages that have no location of their own"
                    + " (`lwt`, `waypoint`, `waypoints`, `status`, `card`, `cmd`, `configuration`, `dump`, `request`,"
                    + " `steps`, `beacon`, and a `transition` without a place) are acknowledged and not kept. An"
                    + " encrypted message, or one of another type, is refused.",
            parameters = {
                @Parameter(name = "X-Limit-U", in = ParameterIn.HEADER, description = "The app's user"),
                @Parameter(name = "X-Limit-D", in = ParameterIn.HEADER, description = "The app's device")
            },
            requestBody =
                    @RequestBody(
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            examples =
                                                    @ExampleObject(
                                                            "{\"_type\": \"location\", \"lat\": 52.52, \"lon\": 13.405,"
                                                                    + " \"tst\": 1795251600, \"acc\": 12}"))))
    @ApiResponse(responseCode = "200", description = "An empty list, since there are no friends to report.")
    ResponseEntity<List<String>> ownTracks(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        var device = TextCleaner.name(request.getHeader("X-Limit-D"));
        try (var received = ingest.open(caller.owner(), point -> device == null ? point : point.withDevice(device))) {
            var body = Body.of(request);
            // The app publishes an empty message to delete a friend.
            if (!body.isEmpty()) {
                ingest.read(body, Format.OWNTRACKS, received);
            }
            ingest.keep(caller.owner(), Source.OWNTRACKS, received);
            PointIngest.refuseUnlessUnderstood(received);
        }
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(List.of());
    }

    @PostMapping("/overland")
    @Operation(
            summary = "Overland",
            description = "A batch of GeoJSON features, `{\"locations\": [...]}` or the list alone.",
            requestBody = @RequestBody(content = @Content(mediaType = "application/json")))
    @ApiResponse(responseCode = "200", description = "The points are stored; the app may delete them.")
    ResponseEntity<Overland> overland(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        try (var received = ingest.open(caller.owner())) {
            var body = Body.of(request);
            boolean isBatch = BodyShape.isGeoJsonBatch(body.head());
            ingest.read(body, Format.OVERLAND, received);
            ingest.keep(caller.owner(), Source.OVERLAND, received);
            // An entry of a batch may have no place, e.g. if it only counts steps.
            if (!isBatch) {
                PointIngest.refuseUnlessUnderstood(received);
            }
        }
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(new Overland("ok"));
    }

    @RequestMapping(
            path = "/gpslogger",
            method = {RequestMethod.GET, RequestMethod.POST})
    @Operation(
            summary = "GPSLogger",
            description =
                    "Its custom URL: `lat`, `lon`, `time` or `timestamp`, `acc`, `alt`, `spd` (m/s), `dir`, `batt`,"
                            + " `ser`, in the address or as a form; or a message like those of OwnTracks as the body.",
            parameters = {
                @Parameter(name = "lat", in = ParameterIn.QUERY, description = "Degrees"),
                @Parameter(name = "lon", in = ParameterIn.QUERY, description = "Degrees"),
                @Parameter(name = "time", in = ParameterIn.QUERY, description = "ISO 8601, or seconds from 1970")
            })
    @ApiResponse(responseCode = "200", description = "`OK`")
    ResponseEntity<String> gpsLogger(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        takeFormOrJson(caller.owner(), Source.GPSLOGGER, request);
        return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body("OK");
    }

    @RequestMapping(
            path = "/osmand",
            method = {RequestMethod.GET, RequestMethod.POST})
    @Operation(
            summary = "OsmAnd and Traccar Client",
            description =
                    "The protocol that Traccar calls OsmAnd: `id`, `lat`, `lon` or `location`, `timestamp`, `speed`"
                            + " (knots; `spd` in m/s), `bearing`, `altitude`, `accuracy` or `hdop` (both in"
                            + " metres, as OsmAnd sends them), `batt`, in the address or as a form; or"
                            + " the JSON that Traccar Client sends from version 9 on, with one `location` or a list.",
            parameters = {
                @Parameter(name = "id", in = ParameterIn.QUERY, description = "The device"),
                @Parameter(name = "lat", in = ParameterIn.QUERY, description = "Degrees"),
                @Parameter(name = "lon", in = ParameterIn.QUERY, description = "Degrees"),
                @Parameter(
                        name = "timestamp",
                        in = ParameterIn.QUERY,
                        description = "Seconds or milliseconds from 1970, ISO 8601, or `yyyy-MM-dd HH:mm:ss` in UTC")
            })
    @ApiResponse(responseCode = "200", description = "Taken.")
    ResponseEntity<Void> osmAnd(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        takeFormOrJson(caller.owner(), Source.OSMAND, request);
        return ResponseEntity.ok().build();
    }

    /// Reads a JSON body as points, where all speeds are in metres per second, including GPSLogger's `vel`.
    /// Reads any other body as a form.
    private void takeFormOrJson(String owner, Source source, HttpServletRequest request) throws IOException {
        try (var received = ingest.open(owner)) {
            var body = Body.of(request);
            if (body.isJson()) {
                ingest.read(body, Format.POINTS, received);
            } else {
                ingest.read(form(request, body), source, received);
            }
            ingest.keep(owner, source, received);
            PointIngest.refuseUnlessUnderstood(received);
        }
    }

    /// Fields of the body override fields of the query.
    private static Map<String, String> form(HttpServletRequest request, Body body) throws IOException {
        var form = Form.parse(request.getQueryString());
        form.putAll(Form.parse(new String(body.bytes(MOST_OF_A_FORM), StandardCharsets.UTF_8).strip()));
        return form;
    }
}
