package dev.waymill.worker.imports.stage;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Limits the points of an owner's imports that wait for their promotion.
@Component
class GraceQuota {
    private final JdbcClient jdbc;
    private final ImportLimits limits;

    GraceQuota(JdbcClient jdbc, ImportLimits limits) {
        this.jdbc = jdbc;
        this.limits = limits;
    }

    private static final String LOCK_OWNER = """
            SELECT owner_no FROM owner WHERE owner_no = :owner FOR NO KEY UPDATE
            """;

    private static final String IN_GRACE = """
            SELECT coalesce(sum(points_read - points_rejected), 0) FROM import WHERE owner_no = :owner AND state = 'staged'
            """;

    /// Locks the owner until the end of the transaction: if two stagings end at once, the second one counts the
    /// first one's points.
    ///
    /// @throws ImportLimits.ExceededException if there are too many points
    void check(int ownerNo) {
        jdbc.sql(LOCK_OWNER).param("owner", ownerNo).query().listOfRows();
        long waiting =
                jdbc.sql(IN_GRACE).param("owner", ownerNo).query(Long.class).single();
        if (waiting > limits.maxPointsInGrace()) {
            throw ImportLimits.ExceededException.inGrace(waiting, limits.maxPointsInGrace());
        }
    }
}
