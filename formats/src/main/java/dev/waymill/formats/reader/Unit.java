package dev.waymill.formats.reader;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The units that files use, each with its known spellings.
///
/// Spellings are compared without case, blanks and punctuation other than `%` and `°`: `km/h` is `kmh`. The
/// first spelling is the one that we show.
public enum Unit {
    METRES_PER_SECOND(
            Quantity.SPEED, 1, "m/s", "mps", "ms1", "msec", "meterspersecond", "meterssecond", "metrespersecond"),
    KILOMETRES_PER_HOUR(
            Quantity.SPEED, 1 / 3.6, "km/h", "kph", "kmph", "kmhr", "kmperhour", "kilometersperhour", "kmhour"),
    MILES_PER_HOUR(Quantity.SPEED, 0.44704, "mph", "mih", "mileshour", "milesh", "milesperhour", "mileperhour"),
    KNOTS(Quantity.SPEED, 1852 / 3600.0, "kn", "kt", "kts", "knot", "knots", "nmh", "nmih", "nauticalmilesperhour"),
    FEET_PER_SECOND(Quantity.SPEED, 0.3048, "ft/s", "fps", "feetpersecond"),
    MILLIMETRES_PER_SECOND(Quantity.SPEED, 0.001, "mm/s"),
    METRES(Quantity.LENGTH, 1, "m", "meter", "meters", "metre", "metres", "mtr", "mtrs", "mt", "msl", "mamsl"),
    FEET(Quantity.LENGTH, 0.3048, "ft", "foot", "feet"),
    YARDS(Quantity.LENGTH, 0.9144, "yd", "yds", "yard", "yards"),
    KILOMETRES(Quantity.LENGTH, 1_000, "km", "kilometers", "kilometres"),
    MILES(Quantity.LENGTH, 1_609.344, "mi", "mile", "miles"),
    CENTIMETRES(Quantity.LENGTH, 0.01, "cm"),
    MILLIMETRES(Quantity.LENGTH, 0.001, "mm"),
    PERCENT(Quantity.SHARE, 1, "%", "percent", "percentage", "pct"),
    FRACTION(Quantity.SHARE, 100, "0..1", "0to1", "fraction", "ratio"),
    DEGREES(Quantity.ANGLE, 1, "°", "deg", "degree", "degrees", "º", "true", "degt", "°t"),
    RADIANS(Quantity.ANGLE, 180 / Math.PI, "rad", "radians");

    /// A share that was stored as a float has no more decimals, so that 0.54 becomes 54 and not 54.000004.
    private static final double STEPS_PER_PERCENT = 1e4;

    private static final Map<String, Unit> SPELLINGS = new HashMap<>();

    static {
        for (var unit : values()) {
            for (var spelling : unit.spellings) {
                SPELLINGS.put(bare(spelling), unit);
            }
        }
    }

    private final Quantity quantity;
    private final double factor;
    private final List<String> spellings;

    Unit(Quantity quantity, double factor, String... spellings) {
        this.quantity = quantity;
        this.factor = factor;
        this.spellings = Arrays.asList(spellings);
    }

    /// What a unit measures.
    public enum Quantity {
        SPEED,
        LENGTH,
        SHARE,
        ANGLE
    }

    /// The spellings that are listed above, the one that we show first.
    List<String> spellings() {
        return spellings;
    }

    /// Returns the unit that is spelled like this.
    public static Optional<Unit> of(String text) {
        return Optional.ofNullable(SPELLINGS.get(bare(text)));
    }

    private static String bare(String text) {
        var bare = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || c == '%' || c == '°')
                .forEach(bare::appendCodePoint);
        return bare.toString().toLowerCase(Locale.ROOT);
    }

    /// Returns the units of a quantity for a message, e.g. `km/h, mph`.
    public static String namesOf(Quantity quantity) {
        return Arrays.stream(values())
                .filter(unit -> unit.quantity == quantity)
                .map(unit -> unit.spellings.getFirst())
                .collect(Collectors.joining(", "));
    }

    public Quantity quantity() {
        return quantity;
    }

    /// Whether values in this unit are stored as they are.
    public boolean isStored() {
        return factor == 1;
    }

    /// Converts a value to the stored unit of its quantity: m/s, metres, per cent or degrees.
    public double convert(double value) {
        return this == FRACTION ? Math.rint(value * factor * STEPS_PER_PERCENT) / STEPS_PER_PERCENT : value * factor;
    }
}
