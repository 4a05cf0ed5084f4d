package dev.waymill.worker.imports.stage;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.imports.*`: how much an import may bring, so that a small file cannot fill the database.
///
/// @param maxPoints of one import: points, visits and movements
/// @param maxPointsInGrace of one owner's imports that wait for their promotion
@ConfigurationProperties("waymill.imports")
record ImportLimits(
        @DefaultValue("50000000") long maxPoints,
        @DefaultValue("100000000") long maxPointsInGrace) {
    ImportLimits {
        if (maxPoints < 1 || maxPointsInGrace < 1) {
            throw new IllegalArgumentException("Each of waymill.imports.* is 1 or more");
        }
    }

    /// So many may come out of a file of any size.
    private static final long ALWAYS_ALLOWED = 100_000;

    /// Even packed, a point takes more than a byte in files that people have.
    ///
    /// @param bytes size of the file
    long mostOf(long bytes) {
        return Math.min(maxPoints, Math.max(ALWAYS_ALLOWED, bytes));
    }

    /// An import brings more than it may. For the file's owner.
    static final class ExceededException extends RuntimeException {
        private final String code;

        private ExceededException(String code, String message) {
            super(message);
            this.code = code;
        }

        static ExceededException ofFile(long most) {
            return new ExceededException(
                    "too-many-points", "The file has more than %,d points, the limit for its size".formatted(most));
        }

        static ExceededException inGrace(long waiting, long most) {
            return new ExceededException(
                    "quota-exceeded",
                    "With this import %,d points would wait for promotion; the limit is %,d. Promote or cancel others"
                            .formatted(waiting, most));
        }

        String code() {
            return code;
        }
    }
}
