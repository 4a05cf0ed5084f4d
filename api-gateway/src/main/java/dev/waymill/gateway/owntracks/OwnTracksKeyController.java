package dev.waymill.gateway.owntracks;

import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.gateway.key.Caller;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Manages the keys with which OwnTracks encrypts, one for each device of an owner. A key is never returned.
@RestController
@RequestMapping("/api/v1/devices/{device}/owntracks-key")
@Tag(name = "phones")
class OwnTracksKeyController {
    private final OwnTracksKeys keys;

    OwnTracksKeyController(OwnTracksKeys keys) {
        this.keys = keys;
    }

    /// @param key the encryption key as typed into the app, 1…32 bytes in UTF-8
    @Schema(name = "NewOwnTracksKey")
    record NewKey(@Nullable String key) {
        private static final String RULE = "Give the key of the app: 1 to 32 bytes in UTF-8.";

        byte[] bytes() {
            var bytes = (key == null ? "" : key).getBytes(StandardCharsets.UTF_8);
            if (!(bytes.length >= 1 && bytes.length <= SecretBox.KEY_BYTES)) {
                throw ProblemException.at("/key", ProblemCode.INVALID_FIELD, RULE);
            }
            return bytes;
        }

        /// Leaves out the key, so that logs never contain it.
        @Override
        public String toString() {
            return "NewKey[…]";
        }
    }

    /// @param setAt when the key was last set
    @Schema(name = "OwnTracksKey")
    record KeyState(String device, Instant setAt) {}

    @PutMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Set the OwnTracks key of a device",
            description = "Replaces the previous one. Set the same key in the app, under its encryption key.")
    @ApiResponse(responseCode = "204", description = "The key is set. Messages are decrypted from now on.")
    void set(
            @Parameter(description = "The app's device id") @PathVariable String device,
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller,
            @RequestBody NewKey wanted) {
        if (!keys.set(caller.owner(), checked(device), wanted.bytes())) {
            throw new ProblemException(
                    ProblemCode.CONFLICT, "At most %,d devices can have a key.".formatted(OwnTracksKeys.MOST));
        }
    }

    @GetMapping
    @Operation(summary = "Tell whether a device has an OwnTracks key", description = "The key itself is not returned.")
    @ApiResponse(responseCode = "200", description = "It has one.")
    KeyState get(
            @Parameter(description = "The app's device id") @PathVariable String device,
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller) {
        return keys.whenSet(caller.owner(), checked(device))
                .map(when -> new KeyState(device, when))
                .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND, "The device has no OwnTracks key."));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Remove the OwnTracks key of a device",
            description = "Its encrypted messages are refused from now on. Repeating the request is no error.")
    @ApiResponse(responseCode = "204", description = "The device has no key.")
    void remove(
            @Parameter(description = "The app's device id") @PathVariable String device,
            @Parameter(hidden = true) @AuthenticationPrincipal Caller caller) {
        keys.remove(caller.owner(), checked(device));
    }

    /// A device is found by the name that its points get.
    private static String checked(String device) {
        if (!device.equals(TextCleaner.name(device))) {
            throw ProblemException.at(
                    "{device}", ProblemCode.INVALID_PARAMETER, "At most 200 visible characters, on one line.");
        }
        return device;
    }
}
