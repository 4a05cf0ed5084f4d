package dev.waymill.worker.imports.preview;

import java.util.UUID;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: what the promotion of an import would add, for the gateway, which passes the owner of the
/// caller's key.
@RestController
class PreviewController {
    /// SQLSTATE of a lock timeout.
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final PreviewStore previews;

    PreviewController(PreviewStore previews) {
        this.previews = previews;
    }

    @GetMapping("/internal/imports/{jobId}/preview")
    ResponseEntity<Object> preview(@PathVariable UUID jobId, @RequestParam String owner) {
        try {
            return previews.preview(jobId, owner)
                    .<ResponseEntity<Object>>map(ResponseEntity::ok)
                    .orElseGet(PreviewController::notStaged);
        } catch (BadSqlGrammarException _) {
            // The table was dropped between two statements.
            return notStaged();
        } catch (UncategorizedSQLException e) {
            if (isLockTimeout(e)) {
                // The table is being dropped.
                return notStaged();
            }
            throw e;
        } catch (QueryTimeoutException _) {
            return refusal("preview-too-slow", "The import has too many points for a preview right now.");
        }
    }

    /// Spring has no exception type for a lock timeout of PostgreSQL.
    private static boolean isLockTimeout(UncategorizedSQLException e) {
        var cause = e.getSQLException();
        return cause != null && LOCK_NOT_AVAILABLE.equals(cause.getSQLState());
    }

    private static ResponseEntity<Object> notStaged() {
        return refusal("not-staged", "Only an import that waits for promotion has a preview.");
    }

    private static ResponseEntity<Object> refusal(String code, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, detail);
        problem.setProperty("code", code);
        return ResponseEntity.status(HttpStatus.CONFLICT).body(problem);
    }
}
