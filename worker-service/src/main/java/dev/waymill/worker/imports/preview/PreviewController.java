package dev.waymill.worker.imports.preview;

import dev.waymill.events.rest.ImportPreview;
import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;
import dev.waymill.worker.timeline.LockTimeout;
import java.util.UUID;
import org.springframework.dao.QueryTimeoutException;
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
    private final PreviewStore previews;

    PreviewController(PreviewStore previews) {
        this.previews = previews;
    }

    @GetMapping("/internal/imports/{jobId}/preview")
    ImportPreview preview(@PathVariable UUID jobId, @RequestParam String owner) {
        try {
            return previews.preview(jobId, owner).orElseThrow(() -> new RefusedException(Refusal.NOT_STAGED));
        } catch (BadSqlGrammarException _) {
            // Its table was dropped between two statements.
            throw new RefusedException(Refusal.NOT_STAGED);
        } catch (UncategorizedSQLException e) {
            if (LockTimeout.isCauseOf(e)) {
                // Its table is being dropped.
                throw new RefusedException(Refusal.NOT_STAGED);
            }
            throw e;
        } catch (QueryTimeoutException _) {
            throw new RefusedException(Refusal.PREVIEW_TOO_SLOW);
        }
    }
}
