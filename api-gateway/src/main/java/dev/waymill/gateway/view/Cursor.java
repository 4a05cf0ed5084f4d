package dev.waymill.gateway.view;

import dev.waymill.gateway.job.JobQuery;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A position in a list of jobs, opaque to callers: 8 bytes of microseconds, 16 of id and 12 of checksum, in
/// Base64. The checksum covers the owner and the filters, so that a cursor of another list is refused. It is
/// not a signature and need not be one: a forged cursor only gives another position in the caller's own list.
final class Cursor {
    private static final int PLACE_BYTES = 24;
    private static final int CHECK_BYTES = 12;

    private Cursor() {}

    static String of(JobQuery query, Instant createdAt, UUID id) {
        byte[] place = ByteBuffer.allocate(PLACE_BYTES)
                .putLong(createdAt.getEpochSecond() * 1_000_000 + createdAt.getNano() / 1_000)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        byte[] cursor = ByteBuffer.allocate(PLACE_BYTES + CHECK_BYTES)
                .put(place)
                .put(checkSum(query, place))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /// @param query the requested list; its position is ignored
    static JobQuery.Position parse(JobQuery query, String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            byte[] place = Arrays.copyOf(bytes, PLACE_BYTES);
            byte[] check = bytes.length == PLACE_BYTES + CHECK_BYTES
                    ? Arrays.copyOfRange(bytes, PLACE_BYTES, bytes.length)
                    : new byte[0];
            if (MessageDigest.isEqual(check, checkSum(query, place))) {
                var buffer = ByteBuffer.wrap(place);
                long micros = buffer.getLong();
                var createdAt = Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
                // A caller can compute the checksum of any position, so the time is checked too.
                Bounds.moment(createdAt, "?cursor", ProblemCode.INVALID_CURSOR);
                return new JobQuery.Position(createdAt, new UUID(buffer.getLong(), buffer.getLong()));
            }
        } catch (IllegalArgumentException _) {
            // Not Base64: refused below, like a wrong checksum.
        }
        throw ProblemException.at(
                "?cursor", ProblemCode.INVALID_CURSOR, "Use the value of next, with the filters of the same list.");
    }

    private static byte[] checkSum(JobQuery query, byte[] place) {
        var list = Stream.<@Nullable Object>of(
                        query.owner(), query.state(), query.type(), query.from(), query.to(), query.traceId())
                .map(filter -> Objects.toString(filter, ""))
                .collect(Collectors.joining("\u0000"));
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(list.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest.digest(place), CHECK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
