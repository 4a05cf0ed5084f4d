package dev.waymill.gateway.key;

import dev.waymill.gateway.problem.Problem;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Manages API keys over REST, for admins.
@RestController
@RequestMapping("/api/v1/keys")
@Tag(name = "keys", description = "API keys. Requires the role admin.")
class KeyController {
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{1,100}");
    private static final Pattern ROLE = Pattern.compile("admin|operator|viewer");

    private final KeyRepository keys;

    KeyController(KeyRepository keys) {
        this.keys = keys;
    }

    /// @param owner the owner whose data the key gives access to: 1…100 letters, digits, `.`, `_`, `@`, `-`
    /// @param role `admin`, `operator` or `viewer`
    /// @param name a label for people, 1…100 characters
    record NewKey(
            @Nullable String owner,
            @Nullable String role,
            @Nullable String name) {}

    /// @param key the key itself; no other response contains it
    record CreatedKey(String id, String owner, String role, String name, String key) {}

    /// @param revokedAt when the key was revoked; null while it is valid
    record KeyView(
            String id,
            String owner,
            String role,
            String name,
            Instant createdAt,
            @Nullable Instant revokedAt) {
        static KeyView of(StoredKey key) {
            return new KeyView(
                    key.id(), key.owner(), key.role().wireName(), key.name(), key.createdAt(), key.revokedAt());
        }
    }

    /// @param items all keys, oldest first, including revoked ones
    record KeyList(List<KeyView> items) {}

    @PostMapping
    @Operation(summary = "Create a key", description = "Only this response shows the key.")
    @ApiResponse(responseCode = "201", description = "The key was created.")
    ResponseEntity<CreatedKey> create(@RequestBody NewKey wanted) {
        var owner = wanted.owner() == null ? "" : wanted.owner();
        var role = wanted.role() == null ? "" : wanted.role().toLowerCase(Locale.ROOT);
        var name = wanted.name() == null ? "" : wanted.name();
        refuseInvalid(owner, role, name);
        var key = ApiKey.random();
        keys.save(new StoredKey(key, owner, Role.ofWireName(role), name));
        var created = new CreatedKey(key.id(), owner, role, name, key.text());
        return ResponseEntity.created(URI.create("/api/v1/keys/" + key.id())).body(created);
    }

    @GetMapping
    @Operation(summary = "List all keys", description = "Without their secrets, which are not stored.")
    KeyList list() {
        return new KeyList(keys.findAllByOrderByCreatedAtAscIdAsc().stream()
                .map(KeyView::of)
                .toList());
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Revoke a key",
            description = "The key stops working at once. Repeating the request is no error.")
    @ApiResponse(responseCode = "200", description = "The key is revoked.")
    KeyView revoke(@Parameter(description = "The key's id: its 12 characters after wm_") @PathVariable String id) {
        keys.revoke(id);
        return keys.findById(id)
                .map(KeyView::of)
                .orElseThrow(() -> new ProblemException(ProblemCode.KEY_NOT_FOUND, "There is no key with this id."));
    }

    private static void refuseInvalid(String owner, String role, String name) {
        var errors = new ArrayList<Problem.FieldError>();
        check(
                OWNER,
                owner,
                "/owner",
                "1 to 100 letters, digits, '.', '_', '@' or '-', beginning with one of the first two",
                errors);
        check(ROLE, role, "/role", "admin, operator or viewer", errors);
        check(NAME, name, "/name", "1 to 100 characters without control characters", errors);
        if (!errors.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID_FIELD, "The key was not created; see errors.", errors);
        }
    }

    private static void check(
            Pattern allowed, String value, String pointer, String rule, List<Problem.FieldError> errors) {
        if (!allowed.matcher(value).matches()) {
            var code = value.isEmpty() ? "required" : ProblemCode.INVALID_FIELD.code();
            errors.add(new Problem.FieldError(pointer, code, "Give " + rule + "."));
        }
    }
}
