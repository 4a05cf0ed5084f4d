package dev.waymill.worker.imports;

import dev.waymill.events.rest.ImportState;
import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: the state of an owner's import, for the gateway, which deletes jobs of live points.
@RestController
class ImportStateController {
    private final ImportStore imports;

    ImportStateController(ImportStore imports) {
        this.imports = imports;
    }

    @GetMapping("/internal/imports/{jobId}/state")
    ImportState state(@PathVariable UUID jobId, @RequestParam String owner) {
        return imports.find(jobId, owner)
                .map(found -> new ImportState(found.state().text()))
                .orElseThrow(() -> new RefusedException(Refusal.IMPORT_NOT_FOUND));
    }
}
