package dev.waymill.gateway.phone;

import dev.waymill.gateway.form.LenientQuery;
import dev.waymill.gateway.ingest.Source;
import dev.waymill.gateway.key.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Receives points at the addresses of Dawarich, with its responses, so that an app that was set up for Dawarich needs
/// only another host and key. Its `/api/v1/points` is [dev.waymill.gateway.ingest]'s own.
@RestController
@Tag(name = "phones")
@SecurityRequirement(name = "apiKey")
@SecurityRequirement(name = "keyAsPassword")
@SecurityRequirement(name = "keyInAddress")
@LenientQuery
class DawarichController {
    private final PhonePoints points;

    DawarichController(PhonePoints points) {
        this.points = points;
    }

    @PostMapping("/api/v1/overland/batches")
    @Operation(
            summary = "Overland, as for Dawarich",
            description = "Like `/api/v1/ingest/overland`, with Dawarich's response.",
            requestBody = @RequestBody(content = @Content(mediaType = "application/json")))
    @ApiResponse(responseCode = "201", description = "The points are stored; the app may delete them.")
    ResponseEntity<Acknowledged> overland(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        points.takeOverland(caller.owner(), request);
        return ResponseEntity.status(201)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Acknowledged.OK);
    }

    @PostMapping("/api/v1/traccar/points")
    @Operation(
            summary = "Traccar Client, as for Dawarich",
            description = "Like `/api/v1/ingest/osmand`, with Dawarich's response. The place may be in `location`"
                    + " itself, or in its `coords`.",
            requestBody = @RequestBody(content = @Content(mediaType = "application/json")))
    @ApiResponse(responseCode = "200", description = "An empty list. The points are stored.")
    ResponseEntity<List<String>> traccar(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        points.takeFormOrJson(caller.owner(), Source.OSMAND, request);
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(List.of());
    }
}
