package dev.waymill.worker.location.preview;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: what the promotion of an import would add, for the gateway, which names the owner of the
/// caller's key.
@RestController
class PreviewController {
    private final PreviewStore previews;

    PreviewController(PreviewStore previews) {
        this.previews = previews;
    }

    @GetMapping("/internal/imports/{jobId}/preview")
    ResponseEntity<Object> preview(@PathVariable UUID jobId, @RequestParam String owner) {
        return previews.preview(jobId, owner)
                .<ResponseEntity<Object>>map(ResponseEntity::ok)
                .orElseGet(PreviewController::notStaged);
    }

    private static ResponseEntity<Object> notStaged() {
        var problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.CONFLICT, "Only an import that waits for its promotion has a preview.");
        problem.setProperty("code", "not-staged");
        return ResponseEntity.status(HttpStatus.CONFLICT).body(problem);
    }
}
