package dev.waymill.worker.removals;

import dev.waymill.events.RemovePoints;
import dev.waymill.events.rest.Refusal;
import dev.waymill.events.rest.RemovalPreview;
import dev.waymill.events.rest.RemovalState;
import dev.waymill.runtime.problem.RefusedException;
import dev.waymill.worker.removals.Filters.UnknownImportException;
import java.util.UUID;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: what a removal would remove, and the state of one, for the gateway, which passes the owner of
/// the caller's key.
@RestController
class RemovalController {
    private final RemovalPreviews previews;
    private final Removals removals;

    RemovalController(RemovalPreviews previews, Removals removals) {
        this.previews = previews;
        this.removals = removals;
    }

    @GetMapping("/internal/removals/{jobId}/state")
    RemovalState state(@PathVariable UUID jobId, @RequestParam String owner) {
        return removals.state(jobId, owner).orElseThrow(() -> new RefusedException(Refusal.REMOVAL_NOT_FOUND));
    }

    @PostMapping("/internal/removals/preview")
    RemovalPreview preview(@RequestParam String owner, @RequestBody RemovePoints wanted) {
        try {
            return previews.preview(owner, wanted);
        } catch (UnknownImportException _) {
            throw new RefusedException(Refusal.IMPORT_NOT_FOUND);
        } catch (QueryTimeoutException _) {
            throw new RefusedException(Refusal.PREVIEW_TOO_SLOW);
        }
    }
}
