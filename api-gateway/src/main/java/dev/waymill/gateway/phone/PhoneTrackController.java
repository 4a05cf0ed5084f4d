package dev.waymill.gateway.phone;

import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.gateway.form.LenientQuery;
import dev.waymill.gateway.ingest.Source;
import dev.waymill.gateway.key.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// Receives points of PhoneTrack, and of apps that were set up for its logging addresses: they name the device in the
/// path and send one point each time.
@RestController
@Tag(name = "phones")
@SecurityRequirement(name = "apiKey")
@SecurityRequirement(name = "keyAsPassword")
@SecurityRequirement(name = "keyInAddress")
@LenientQuery
class PhoneTrackController {
    private final PhonePoints points;

    PhoneTrackController(PhonePoints points) {
        this.points = points;
    }

    /// PhoneTrack's response.
    ///
    /// @param done 1; otherwise the app keeps the point and sends it again
    /// @param friends always empty
    record PhoneTrackResponse(int done, List<String> friends) {}

    @RequestMapping(
            path = "/api/v1/ingest/phonetrack/{device}",
            method = {RequestMethod.GET, RequestMethod.POST})
    @Operation(
            summary = "PhoneTrack",
            description =
                    "`lat`, `lon`, `timestamp`, `acc`, `alt`, `bat`, `speed` (m/s), `bearing`, in the address or as"
                            + " a form.",
            parameters = {
                @Parameter(name = "lat", in = ParameterIn.QUERY, description = "Degrees"),
                @Parameter(name = "lon", in = ParameterIn.QUERY, description = "Degrees"),
                @Parameter(name = "timestamp", in = ParameterIn.QUERY, description = "Seconds from 1970")
            })
    @ApiResponse(responseCode = "200", description = "The point is stored: `done` is 1.")
    ResponseEntity<PhoneTrackResponse> take(
            @Parameter(description = "The device of the point") @PathVariable String device,
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        points.takeFormOrJson(caller.owner(), TextCleaner.name(device), Source.PHONETRACK, request);
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(new PhoneTrackResponse(1, List.of()));
    }
}
