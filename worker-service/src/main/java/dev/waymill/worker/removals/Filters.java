package dev.waymill.worker.removals;

import dev.waymill.events.RemovePoints;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.ImportStore;
import dev.waymill.worker.timeline.Box;
import dev.waymill.worker.timeline.PointFilter;
import dev.waymill.worker.timeline.Range;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Translates a removal's conditions for the timeline: owners and imports have numbers there.
@Component
class Filters {
    private final JdbcClient jdbc;
    private final ImportStore imports;

    Filters(JdbcClient jdbc, ImportStore imports) {
        this.jdbc = jdbc;
        this.imports = imports;
    }

    private static final String OWNER = """
            SELECT owner_no FROM owner WHERE name = :owner
            """;

    /// @return empty if the owner never had points
    /// @throws UnknownImportException if the conditions name an import that the owner does not have
    Optional<PointFilter> of(String owner, RemovePoints wanted) throws UnknownImportException {
        var ownerNo = jdbc.sql(OWNER).param("owner", owner).query(Integer.class).optional();
        if (ownerNo.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PointFilter(
                ownerNo.get(),
                Range.of(wanted.from(), wanted.to()),
                wanted.bbox() == null ? Box.WORLD : Box.of(wanted.bbox()),
                wanted.devices(),
                wanted.accuracyAbove(),
                importNo(owner, wanted.importId()),
                importNo(owner, wanted.exceptImportId())));
    }

    private @Nullable Integer importNo(String owner, @Nullable UUID job) throws UnknownImportException {
        if (job == null) {
            return null;
        }
        return imports.find(job, owner).map(Import::no).orElseThrow(() -> new UnknownImportException(job));
    }

    static final class UnknownImportException extends Exception {
        private static final long serialVersionUID = 1;

        private UnknownImportException(UUID job) {
            super("There is no import " + job);
        }
    }
}
