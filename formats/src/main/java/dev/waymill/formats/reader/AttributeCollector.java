package dev.waymill.formats.reader;

import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.Visit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Collects a point's attributes from freely named fields, in any order, then passes them to a [PointBuilder].
/// If two names have the same attribute, the better name wins.
///
/// Reused for the next point.
public final class AttributeCollector {
    /// No field that we read is longer. Longer text is cut.
    private static final int MAX_TEXT = 1_000;
    /// Size of the name cache. A file has a few dozen names.
    private static final int MAX_NAMES = 1_000;

    /// A time of day without a date. Spreadsheets drop the first zero of `090507`.
    private static final Pattern HOUR_ALONE =
            Pattern.compile("\\d\\d?:\\d\\d?.*|\\d{5,6}([.,]\\d+)?|\\d\\d?\\s?[AaPp]\\.?[Mm].*", Pattern.DOTALL);

    /// Spreadsheets write a date as its first moment.
    private static final Pattern MIDNIGHT = Pattern.compile("[T ](0?0:00(:00)?|12:00(:00)? AM)$");

    private final PointBuilder fix;
    private final PointSink sink;
    private final Map<String, Optional<Attribute.Spelling>> names = new HashMap<>();
    private final Map<Attribute, String> texts = new EnumMap<>(Attribute.class);
    private final int[] ranks = new int[Attribute.values().length];
    private final @Nullable Unit[] units = new @Nullable Unit[Attribute.values().length];
    private long place;
    private boolean decimalComma;
    /// Whether the names of the date or the time say that it is in UTC.
    private boolean isUtc;
    private boolean unitOfProducer;

    public AttributeCollector(PointBuilder fix, Reading reading) {
        this.fix = fix;
        this.sink = reading.sink();
    }

    /// Begins a point.
    ///
    /// @param newPlace the line or offset of the point
    public void begin(long newPlace) {
        place = newPlace;
        decimalComma = isUtc = unitOfProducer = false;
        texts.clear();
    }

    /// Adds a field by its name.
    ///
    /// @param text null and blank count as absent
    public void put(String name, @Nullable String text) {
        if (names.size() == MAX_NAMES) {
            names.clear();
        }
        names.computeIfAbsent(name, Attribute::of).ifPresent(spelling -> put(spelling, text));
    }

    /// Adds a field by its meaning.
    ///
    /// @param text null and blank count as absent, but a hemisphere that is blank is an unknown one
    public void put(Attribute.Spelling spelling, @Nullable String text) {
        var bare = text == null ? "" : spelling.attribute().isText() ? text.strip() : TextCleaner.unpadded(text);
        var attribute = CollectedPlace.meaning(spelling.attribute(), bare);
        boolean isHemisphere = attribute == Attribute.NORTH_SOUTH || attribute == Attribute.EAST_WEST;
        boolean isAbsent = isHemisphere
                ? spelling.rank() < Attribute.SHORT_NAMES && !Double.isNaN(Numbers.number(bare))
                : bare.isEmpty();
        if (text == null || isAbsent) {
            return;
        }
        if (!texts.containsKey(attribute) || spelling.rank() <= ranks[attribute.ordinal()]) {
            texts.put(attribute, bare.length() <= MAX_TEXT ? bare : bare.substring(0, MAX_TEXT));
            ranks[attribute.ordinal()] = spelling.rank();
            isUtc |= spelling.isUtc();
            units[attribute.ordinal()] = spelling.unit();
        }
    }

    /// Whether the fields put so far include a coordinate.
    public boolean hasPlace() {
        return texts.keySet().stream()
                .map(Attribute::kind)
                .anyMatch(kind -> kind == Attribute.LATITUDE || kind == Attribute.LONGITUDE);
    }

    /// Notes that the reader replaced a decimal comma in this point.
    public void decimalComma() {
        decimalComma = true;
    }

    /// Notes that a unit in this point is known only from the file's producer.
    public void unitOfProducer() {
        unitOfProducer = true;
    }

    /// Ends the record: emits one point, or for a stay one point at its start and one at its end.
    public void end() {
        splitPlace();
        boolean accepted = point(start());
        var until = end(start());
        if (until.isPresent()) {
            accepted &= point(until.get());
            if (accepted) {
                visit();
            }
        }
    }

    private boolean point(@Nullable String time) {
        fix.begin(place);
        position();
        describe();
        time(time);
        return fix.end();
    }

    /// Splits a text with both coordinates, if the record has no others.
    private void splitPlace() {
        boolean longitudeFirst = texts.containsKey(Attribute.PLACE_LONGITUDE_FIRST);
        var text = texts.get(longitudeFirst ? Attribute.PLACE_LONGITUDE_FIRST : Attribute.PLACE);
        if (text == null || texts.containsKey(Attribute.LATITUDE) || texts.containsKey(Attribute.LONGITUDE)) {
            return;
        }
        boolean isOrdered = longitudeFirst || ranks[Attribute.PLACE.ordinal()] < Attribute.ORDERED_PLACES;
        var place = PlaceNotation.of(text, isOrdered ? longitudeFirst : null);
        if (place == null) {
            place = new PlaceNotation("\"" + text, "\"" + text, null, null);
        }
        putIfAbsent(Attribute.LATITUDE, place.latitude());
        putIfAbsent(Attribute.LONGITUDE, place.longitude());
        putIfAbsent(Attribute.ELEVATION, place.elevation());
        putIfAbsent(Attribute.ACCURACY, place.accuracy());
    }

    private void putIfAbsent(Attribute attribute, @Nullable String text) {
        if (text != null) {
            texts.putIfAbsent(attribute, text);
        }
    }

    private void position() {
        CollectedPlace.set(fix, texts);
    }

    /// Sets all attributes but place and time on the point that the builder has begun.
    public void describe() {
        for (var measure : Attribute.MEASURES) {
            var text = texts.get(measure);
            if (text != null) {
                measure(measure, text);
            }
        }
        describeLine();
        fix.activity(texts.get(Attribute.ACTIVITY));
        if (decimalComma) {
            fix.remark(Remark.DECIMAL_COMMA);
        }
        if (unitOfProducer) {
            fix.remark(Remark.UNIT_OF_PRODUCER);
        }
    }

    private void measure(Attribute measure, String text) {
        var unit = units[measure.ordinal()];
        var named = measure.unitField().map(texts::get).orElse(null);
        if (named != null) {
            unit = Unit.of(named).orElse(null);
            if (unit == null) {
                fix.remark(Remark.ATTRIBUTE_DROPPED);
                return;
            }
        } else if (unit == null && measure == Attribute.SPEED && texts.containsKey(Attribute.FIX_TIME)) {
            unit = Unit.KNOTS;
        }
        measure.set(fix, text, unit, !decimalComma);
    }

    /// Sets on the point that the builder has begun what all points of a line share: the device, and whether the
    /// place can be used.
    public void describeLine() {
        if (!FixStatus.isFix(texts.get(Attribute.FIX), texts.get(Attribute.STATUS))) {
            fix.flaw(RejectionReason.NO_FIX);
        }
        if (!Datum.isWgs84(texts.get(Attribute.DATUM))) {
            fix.flaw(RejectionReason.COORDINATE_DATUM);
        }
        fix.device(texts.get(Attribute.DEVICE));
    }

    /// Sets the time of the point that the builder has begun.
    public void time() {
        time(start());
    }

    private void time(@Nullable String text) {
        fix.time().any(text);
    }

    private @Nullable String start() {
        var start = texts.get(Attribute.START);
        if (start != null) {
            return start;
        }
        var time = texts.getOrDefault(Attribute.FIX_TIME, texts.get(Attribute.TIME));
        time = time == null ? SplitTime.clock(texts) : time;
        var date = texts.containsKey(Attribute.DATE) ? texts.get(Attribute.DATE) : SplitTime.date(texts);
        if (date == null || time == null) {
            return time == null ? date : time;
        }
        var whole = MIDNIGHT.matcher(date.strip()).replaceFirst("") + " " + time.strip();
        if (fix.time().matchesPattern(whole)) {
            return whole;
        }
        return HOUR_ALONE.matcher(time.strip()).matches() ? whole + (isUtc ? " UTC" : "") : time;
    }

    private Optional<String> end(@Nullable String start) {
        return valueOf(Attribute.END).filter(end -> !end.equals(start));
    }

    private void visit() {
        var type = TextCleaner.category(texts.get(Attribute.TYPE));
        if (type == null || !type.contains("visit")) {
            return;
        }
        time(texts.get(Attribute.END));
        long until = fix.time().millis();
        time(start());
        long from = fix.time().millis();
        if (from <= until) {
            sink.visit(new Visit(
                    from,
                    until,
                    fix.latitudeE7(),
                    fix.longitudeE7(),
                    TextCleaner.name(texts.get(Attribute.NAME)),
                    TextCleaner.name(texts.get(Attribute.ADDRESS)),
                    TextCleaner.name(texts.get(Attribute.PLACE_ID)),
                    null,
                    Float.NaN));
        }
    }

    private Optional<String> valueOf(Attribute attribute) {
        return Optional.ofNullable(texts.get(attribute));
    }
}
