package dev.waymill.gateway.removals;

import dev.waymill.events.RemovePoints;
import dev.waymill.gateway.problem.Bounds;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which points to remove: those that match all given conditions. At least one is required.
record RemovalRequest(
        @Schema(description = "At or after this time", example = "2026-05-01T00:00:00Z") @Nullable
        Instant from,

        @Schema(description = "Before this time", example = "2026-05-02T00:00:00Z") @Nullable
        Instant to,

        @ArraySchema(
                arraySchema =
                        @Schema(
                                description = "West, south, east, north in degrees; west > east crosses the date line",
                                example = "[10.1, 53.4, 10.2, 53.5]"),
                minItems = 4,
                maxItems = 4)
        @Nullable
        List<@Nullable Double> bbox,

        @ArraySchema(
                arraySchema =
                        @Schema(
                                description =
                                        "From one of these devices; an empty name stands for points without a device"),
                maxItems = 100)
        @Nullable
        List<@Nullable String> devices,

        @Schema(description = "With an accuracy worse than this, in metres", example = "500", minimum = "0") @Nullable
        Double accuracyAbove,

        @Schema(description = "Of this import: the id of its job") @Nullable
        UUID importId,

        @Schema(
                description =
                        "Not in this import: the id of its job. With its span, the import replaces what was there")
        @Nullable
        UUID exceptImportId) {
    private static final int MOST_DEVICES = 100;
    private static final int LONGEST_DEVICE = 200;
    private static final double MOST_METRES = 10_000_000;

    /// @throws ProblemException when a condition is invalid, with a pointer to it, or when there is none
    RemovePoints checked() {
        if (Stream.of(from, to, bbox, devices, accuracyAbove, importId, exceptImportId)
                .allMatch(Objects::isNull)) {
            throw new ProblemException(
                    ProblemCode.INVALID_FIELD,
                    "Give at least one condition: from, to, bbox, devices, accuracyAbove, importId or exceptImportId.");
        }
        Bounds.moment(from, "/from", ProblemCode.INVALID_FIELD);
        Bounds.moment(to, "/to", ProblemCode.INVALID_FIELD);
        require(from == null || to == null || from.isBefore(to), "/to", "A time after from.");
        require(bbox == null || isBox(bbox), "/bbox", "Four numbers: west, south, east, north in degrees.");
        require(
                devices == null || areDevices(devices),
                "/devices",
                "1 to %d names of at most %d characters.".formatted(MOST_DEVICES, LONGEST_DEVICE));
        require(
                accuracyAbove == null || accuracyAbove >= 0 && accuracyAbove <= MOST_METRES,
                "/accuracyAbove",
                "Metres from 0 to 10,000,000.");
        return new RemovePoints(
                from, to, withoutNulls(bbox), withoutNulls(devices), accuracyAbove, importId, exceptImportId);
    }

    private static boolean isBox(List<@Nullable Double> box) {
        if (box.size() != 4 || box.contains(null)) {
            return false;
        }
        for (int i = 0; i < 4; i++) {
            double degrees = Objects.requireNonNull(box.get(i));
            if (!(Math.abs(degrees) <= (i % 2 == 0 ? 180 : 90))) {
                return false;
            }
        }
        return Objects.requireNonNull(box.get(1)) <= Objects.requireNonNull(box.get(3));
    }

    private static boolean areDevices(List<@Nullable String> names) {
        return !names.isEmpty()
                && names.size() <= MOST_DEVICES
                && names.stream().allMatch(name -> name != null && Bounds.isText(name, LONGEST_DEVICE));
    }

    private static <T> @Nullable List<T> withoutNulls(@Nullable List<@Nullable T> checked) {
        return checked == null
                ? null
                : checked.stream().map(Objects::requireNonNull).toList();
    }

    private static void require(boolean valid, String pointer, String detail) {
        if (!valid) {
            throw ProblemException.at(pointer, ProblemCode.INVALID_FIELD, detail);
        }
    }
}
