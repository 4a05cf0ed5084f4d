package dev.waymill.formats.reader;

import dev.waymill.formats.reader.Attribute.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The meaning of field names: those that [Attribute] lists, and those made of an attribute and a word, such as
/// `lat dir`, `lon min`, `speed unit` and `Altitude (ft)`.
final class AttributeNames {
    static final List<String> OF_LATITUDE = List.of("lat", "latitude", "gpslat", "gpslatitude");
    static final List<String> OF_LONGITUDE = List.of("lon", "lng", "long", "longitude", "gpslon", "gpslongitude");
    static final List<String> HEMISPHERE = List.of(
            "dir",
            "direction",
            "ref",
            "reference",
            "hemisphere",
            "hemi",
            "hem",
            "sign",
            "indicator",
            "ind",
            "letter",
            "cardinal",
            "quadrant");
    static final List<String> UNIT_WORDS = List.of("unit", "units", "uom");

    /// Added to the rank of a name with another unit, so that of `speed (m/s)` and `speed (mph)` the first wins.
    private static final int OTHER_UNIT = 100;

    private static final int LONGEST_NAME = 100;

    private static final Map<String, Spelling> NAMES = new HashMap<>();

    static {
        for (var attribute : Attribute.values()) {
            add(attribute, attribute.spellings());
        }
        add(Attribute.NORTH_SOUTH, joined(OF_LATITUDE, HEMISPHERE), Attribute.SHORT_NAMES);
        add(Attribute.EAST_WEST, joined(OF_LONGITUDE, HEMISPHERE), Attribute.SHORT_NAMES);
        add(Attribute.LATITUDE, joined(OF_LATITUDE, List.of("d", "deg", "degree", "degrees")), Attribute.SHORT_NAMES);
        add(Attribute.LONGITUDE, joined(OF_LONGITUDE, List.of("d", "deg", "degree", "degrees")), Attribute.SHORT_NAMES);
        add(Attribute.LATITUDE_MINUTES, joined(OF_LATITUDE, List.of("m", "min", "minute", "minutes")));
        add(Attribute.LONGITUDE_MINUTES, joined(OF_LONGITUDE, List.of("m", "min", "minute", "minutes")));
        add(Attribute.LATITUDE_SECONDS, joined(OF_LATITUDE, List.of("s", "sec", "second", "seconds")));
        add(Attribute.LONGITUDE_SECONDS, joined(OF_LONGITUDE, List.of("s", "sec", "second", "seconds")));
        for (var measured : Map.of(
                        Attribute.ELEVATION,
                        Attribute.ELEVATION_UNIT,
                        Attribute.ACCURACY,
                        Attribute.ACCURACY_UNIT,
                        Attribute.SPEED,
                        Attribute.SPEED_UNIT)
                .entrySet()) {
            add(measured.getValue(), joined(measured.getKey().spellings(), UNIT_WORDS));
            add(
                    measured.getValue(),
                    joined(
                            List.of("unit", "units"),
                            List.of("of"),
                            measured.getKey().spellings()));
        }
        NAMES.put("sog", new Spelling(Attribute.SPEED, OTHER_UNIT, Unit.KNOTS));
    }

    private static void add(Attribute attribute, List<String> names) {
        add(attribute, names, 0);
    }

    private static void add(Attribute attribute, List<String> names, int rank) {
        for (int i = 0; i < names.size(); i++) {
            NAMES.put(TextCleaner.bare(names.get(i)), new Spelling(attribute, rank + i, null));
        }
    }

    @SafeVarargs
    private static List<String> joined(List<String>... parts) {
        var names = List.of("");
        for (var part : parts) {
            names = names.stream()
                    .flatMap(start -> part.stream().map(start::concat))
                    .toList();
        }
        return names;
    }

    private AttributeNames() {}

    static Optional<Spelling> of(String name) {
        var known = NAMES.get(TextCleaner.bare(name));
        return known == null ? withUnit(name.strip()) : Optional.of(known);
    }

    private static Optional<Spelling> withUnit(String name) {
        for (int i = 1; i < Math.min(name.length(), LONGEST_NAME); i++) {
            var measure = NAMES.get(TextCleaner.bare(name.substring(0, i)));
            if (measure != null && measure.unit() == null) {
                var unit = unit(name.substring(i))
                        .filter(it -> Optional.of(it.quantity())
                                .equals(measure.attribute().quantity()));
                if (unit.isPresent()) {
                    int rank = measure.rank() + (unit.get().isStored() ? 0 : OTHER_UNIT);
                    return Optional.of(new Spelling(measure.attribute(), rank, unit.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Unit> unit(String text) {
        var bare = text.strip();
        return Unit.of(bare.regionMatches(true, 0, "in ", 0, 3) ? bare.substring(3) : bare);
    }
}
