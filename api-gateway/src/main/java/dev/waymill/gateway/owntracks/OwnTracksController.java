package dev.waymill.gateway.owntracks;

import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.gateway.form.Form;
import dev.waymill.gateway.form.LenientQuery;
import dev.waymill.gateway.ingest.Body;
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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Receives messages of OwnTracks in HTTP mode, at our address and at those of its Recorder and of Dawarich.
@RestController
@Tag(name = "phones")
@SecurityRequirement(name = "apiKey")
@SecurityRequirement(name = "keyAsPassword")
@SecurityRequirement(name = "keyInAddress")
@LenientQuery
class OwnTracksController {
    private final OwnTracksMessages messages;

    OwnTracksController(OwnTracksMessages messages) {
        this.messages = messages;
    }

    @PostMapping({"/api/v1/ingest/owntracks", "/api/v1/ingest/owntracks/pub", "/api/v1/owntracks/points", "/pub"})
    @Operation(
            summary = "OwnTracks",
            description = "One message, as the app sends it in HTTP mode. Messages that have no location of their own"
                    + " (`lwt`, `waypoint`, `waypoints`, `status`, `card`, `cmd`, `configuration`, `dump`, `request`,"
                    + " `steps`, `beacon`, and a `transition` without a place) are acknowledged and not kept. An"
                    + " encrypted message, up to 64 KiB, is read with the key that is set for the device; without the"
                    + " right key it is refused, and so is a message of another type.",
            parameters = {
                @Parameter(name = "u", in = ParameterIn.QUERY, description = "The app's user, as for the Recorder"),
                @Parameter(name = "d", in = ParameterIn.QUERY, description = "The app's device, as for the Recorder"),
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
    ResponseEntity<List<String>> take(
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        messages.take(caller.owner(), device(request), Body.of(request));
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(List.of());
    }

    /// Reads the device from the address, as the Recorder does, else from the header that the app sends.
    private static @Nullable String device(HttpServletRequest request) {
        var inAddress = TextCleaner.name(Form.parse(request.getQueryString()).get("d"));
        return inAddress == null ? TextCleaner.name(request.getHeader("X-Limit-D")) : inAddress;
    }
}
