package dev.waymill.worker.imports;

import java.util.UUID;
import org.springframework.http.ResponseEntity;
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

    /// @param state `staging`, `staged`, `promoted`, `discarded` or `reverted`
    record ImportState(String state) {}

    @GetMapping("/internal/imports/{jobId}/state")
    ResponseEntity<ImportState> state(@PathVariable UUID jobId, @RequestParam String owner) {
        return ResponseEntity.of(imports.find(jobId, owner)
                .map(found -> new ImportState(found.state().text())));
    }
}
