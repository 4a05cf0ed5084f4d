package dev.waymill.worker.imports.stage;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.imports.*`: how many points an import may have, so that a small file cannot fill the database.
///
/// @param maxPoints most points, visits and movements of one import, 1 or more
/// @param maxPointsInGrace most points of one owner's imports that wait for their promotion, 1 or more
@ConfigurationProperties("waymill.imports")
record ImportLimits(
        @DefaultValue("50000000") long maxPoints,
        @DefaultValue("100000000") long maxPointsInGrace) {
    ImportLimits {
        if (maxPoints < 1 || maxPointsInGrace < 1) {
            throw new IllegalArgumentException("Each of waymill.imports.* is 1 or more");
        }
    }

    /// Most points of a small file, whatever its size.
    private static final long ALWAYS_ALLOWED = 100_000;

    /// The most points for a file of that size: in real files even a compressed point takes more than a byte.
    ///
    /// @param bytes size of the file
    long maxPoints(long bytes) {
        return Math.min(maxPoints, Math.max(ALWAYS_ALLOWED, bytes));
    }

    /// An import has too many points. The message is for the file's owner.
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
