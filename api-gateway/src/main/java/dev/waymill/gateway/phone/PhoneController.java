package dev.waymill.gateway.phone;

import dev.waymill.gateway.form.LenientQuery;
import dev.waymill.gateway.ingest.Source;
import dev.waymill.gateway.key.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// Receives points of Overland, GPSLogger, OsmAnd and Traccar Client, and sends each app the response it expects.
@RestController
@RequestMapping("/api/v1/ingest")
@Tag(name = "phones", description = "Live points from phone apps.")
@SecurityRequirement(name = "apiKey")
@SecurityRequirement(name = "keyAsPassword")
@SecurityRequirement(name = "keyInAddress")
@LenientQuery
class PhoneController {
    private final PhonePoints points;

    PhoneController(PhonePoints points) {
        this.points = points;
    }

    @PostMapping("/overland")
    @Operation(
            summary = "Overland",
            description = "A batch of GeoJSON features, `{\"locations\": [...]}` or the list alone.",
            requestBody = @RequestBody(content = @Content(mediaType = "application/json")))
    @ApiResponse(responseCode = "200", description = "The points are stored; the app may delete them.")
    ResponseEntity<Acknowledged> overland(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        points.takeOverland(caller.owner(), request);
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(Acknowledged.OK);
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
        points.takeFormOrJson(caller.owner(), Source.GPSLOGGER, request);
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
        points.takeFormOrJson(caller.owner(), Source.OSMAND, request);
        return ResponseEntity.ok().build();
    }
}
