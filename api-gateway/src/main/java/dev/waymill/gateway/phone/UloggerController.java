package dev.waymill.gateway.phone;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waymill.gateway.form.LenientQuery;
import dev.waymill.gateway.ingest.Source;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.key.PhoneSessions;
import dev.waymill.gateway.key.PhoneSessions.Session;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Receives points of µlogger, whose app posts forms to one address. It logs in with a user and a password, which is
/// the key, and then sends a cookie. The security configuration lets strangers in here, because the key is in the body:
/// all actions but `auth` require a caller. Tracks are not kept, and images are not read.
@RestController
@Tag(name = "phones")
@LenientQuery
class UloggerController {
    private static final String COOKIE = "waymill_ulogger";
    private static final String COOKIE_PATH = "/api/v1/ingest/ulogger/";

    private final PhonePoints points;
    private final PhoneSessions sessions;

    UloggerController(PhonePoints points, PhoneSessions sessions) {
        this.points = points;
        this.sessions = sessions;
    }

    /// @param trackid only after `addtrack`; the same for all tracks
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record UloggerResponse(boolean error, @Nullable Integer trackid) {
        static final UloggerResponse OK = new UloggerResponse(false, null);
        static final UloggerResponse TRACK = new UloggerResponse(false, 1);
    }

    @PostMapping(PhoneSessions.LOGIN)
    @Operation(
            summary = "µlogger",
            description = "A form with the `action` `auth` (`user`; `pass` is the key; the response sets a cookie for a"
                    + " day), `addtrack` (not kept) or `addpos` (`lat`, `lon`, `time` in seconds from 1970, `altitude`,"
                    + " `speed` in m/s, `bearing`, `accuracy`). The user is the device of the points. The image of a"
                    + " multipart form is not read.",
            requestBody =
                    @RequestBody(
                            content = {
                                @Content(mediaType = "application/x-www-form-urlencoded"),
                                @Content(mediaType = "multipart/form-data")
                            }))
    @ApiResponse(responseCode = "200", description = "Done: `{\"error\": false}`")
    ResponseEntity<UloggerResponse> take(
            @Parameter(hidden = true) @AuthenticationPrincipal @Nullable Caller caller,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        var session = caller == null ? ofCookie(request) : Optional.of(new Session(caller, null));
        var form = form(request, session);
        return switch (form.getOrDefault("action", "")) {
            case "auth" -> logIn(form, request);
            case "addtrack" -> {
                require(session);
                yield answer(UloggerResponse.TRACK);
            }
            case "addpos" -> {
                var sender = require(session);
                points.takeForm(sender.caller().owner(), sender.user(), Source.ULOGGER, form);
                yield answer(UloggerResponse.OK);
            }
            default -> {
                require(session);
                throw ProblemException.at(
                        "/action", ProblemCode.INVALID_FIELD, "The action must be auth, addtrack or addpos.");
            }
        };
    }

    /// A stranger's form is read only if it can be a login.
    private static Map<String, String> form(HttpServletRequest request, Optional<Session> session) throws IOException {
        if (MultipartFields.areIn(request)) {
            require(session);
            return MultipartFields.read(request);
        }
        return PhonePoints.form(request);
    }

    private ResponseEntity<UloggerResponse> logIn(Map<String, String> form, HttpServletRequest request) {
        var token =
                sessions.open(form.getOrDefault("pass", ""), form.get("user")).orElseThrow(UloggerController::refusal);
        var cookie = ResponseCookie.from(COOKIE, token)
                .path(COOKIE_PATH)
                .maxAge(PhoneSessions.LIFETIME)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Strict")
                .build();
        return ResponseEntity.ok()
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .contentType(MediaType.APPLICATION_JSON)
                .body(UloggerResponse.OK);
    }

    private Optional<Session> ofCookie(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(Cookie::getValue)
                .findFirst()
                .flatMap(sessions::find);
    }

    private static Session require(Optional<Session> session) {
        return session.orElseThrow(UloggerController::refusal);
    }

    private static ProblemException refusal() {
        return new ProblemException(ProblemCode.UNAUTHENTICATED, "Log in with a valid API key as the password.");
    }

    private static ResponseEntity<UloggerResponse> answer(UloggerResponse response) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(response);
    }
}
