package dev.waymill.formats.kml;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.Unit;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Collects the values of a placemark and emits its points when it ends, because its time may follow its
/// places.
final class KmlPlacemark {
    private static final long NEVER = -1;

    private final PointBuilder fix;
    private final PointSink sink;
    private final KmlVertices vertices = new KmlVertices();
    private final Map<Attribute, Datum> measured = new EnumMap<>(Attribute.class);
    private @Nullable String when;
    private @Nullable String from;
    private @Nullable String to;
    private @Nullable String name;
    private @Nullable String address;
    private @Nullable String category;
    private float distance;
    private boolean isBookmark;
    private final boolean keepsBookmarks;

    KmlPlacemark(PointBuilder fix, Reading reading) {
        this.fix = fix;
        this.sink = reading.sink();
        this.keepsBookmarks = reading.hints().waypoints();
    }

    /// A measured value as written.
    private record Datum(String text, @Nullable Unit unit) {}

    /// @param inherited the time of the enclosing folder, used if the placemark has none
    void begin(@Nullable String inherited) {
        vertices.clear();
        measured.clear();
        when = inherited;
        from = to = name = address = category = null;
        distance = Float.NaN;
        isBookmark = false;
    }

    /// Organic Maps and its relatives write bookmarks, with these styles and the time when they were saved.
    void style(String url) {
        isBookmark = url.strip().startsWith("#placemark-");
    }

    void when(String time) {
        when = time;
    }

    void from(String time) {
        from = time;
    }

    void to(String time) {
        to = time;
    }

    void name(String text) {
        name = text;
    }

    void address(String text) {
        address = text;
    }

    void datum(@Nullable String key, String value) {
        measure(key).ifPresent(it -> measured.put(it.attribute(), new Datum(value, it.unit())));
        if ("Category".equals(key)) {
            category = TextCleaner.category(value);
        } else if ("Distance".equals(key)) {
            distance = Numbers.decimal(value);
        }
    }

    /// Returns the measure with this name. Elevation is excluded, because the coordinates contain it.
    static Optional<Attribute.Spelling> measure(@Nullable String key) {
        return Attribute.of(key == null ? "" : key)
                .filter(it -> Attribute.MEASURES.contains(it.attribute())
                        && it.attribute().kind() != Attribute.ELEVATION);
    }

    /// @param count how many ordinates are present
    void vertex(long line, int count, String longitude, String latitude, String altitude)
            throws UnreadableFileException {
        beginFix(line, count, longitude, latitude);
        if (fix.isPlaced()) {
            vertices.add(line, fix, altitude);
        } else {
            fix.end();
        }
    }

    /// Rejects a corner of an area: the file does not say that its owner walked along the border, nor when.
    void corner(long line, int count, String longitude, String latitude) {
        beginFix(line, count, longitude, latitude);
        fix.end();
    }

    private void beginFix(long line, int count, String longitude, String latitude) {
        fix.begin(line);
        fix.longitude(count > 0 ? longitude : null);
        fix.latitude(count > 1 ? latitude : null);
    }

    void end() {
        if (vertices.size() == 0) {
            return;
        }
        if (isBookmark && from == null && to == null && vertices.size() == 1) {
            bookmark();
        } else if (from == null && to == null) {
            stamp();
        } else if (vertices.size() == 1) {
            stay();
        } else {
            way();
        }
    }

    private void bookmark() {
        beginPoint(0);
        fix.time().iso(when);
        fix.hold(RejectionReason.SAVED_PLACE).ifPresent(place -> place.decide(keepsBookmarks, sink));
    }

    /// Several places with one moment. Programs that know only one time take it from the first place, so the
    /// first place gets it. The others are rejected: one person cannot be everywhere at the same time, and a
    /// timeline with a hundred kilometres in no time would be worse than one that reports what is missing.
    private void stamp() {
        point(0, when);
        for (int i = 1; i < vertices.size(); i++) {
            point(i, null);
        }
    }

    /// One place with a time span: emits a point at its start and one at its end.
    private void stay() {
        if (from != null) {
            point(0, from);
        }
        if (to != null && !to.equals(from)) {
            point(0, to);
        }
        long begin = believable(from);
        long end = believable(to);
        if (begin != NEVER && begin < end && (name != null || address != null)) {
            sink.visit(new Visit(
                    begin,
                    end,
                    fix.latitudeE7(),
                    fix.longitudeE7(),
                    TextCleaner.name(name),
                    TextCleaner.name(address),
                    null,
                    category,
                    Float.NaN));
        }
    }

    /// Several places with a time span: a movement at constant speed, or places at equal intervals. If only one end of
    /// the span is known,
    /// only the place at that end has a time.
    private void way() {
        long begin = believable(from);
        long end = believable(to);
        boolean isSpan = begin != NEVER && begin <= end;
        int last = vertices.size() - 1;
        point(0, from);
        if (isSpan && category == null && vertices.areRegular(end - begin)) {
            byVertex(begin, end - begin);
        } else {
            between(begin, isSpan ? end - begin : NEVER);
        }
        point(last, to);
        if (isSpan && category != null) {
            sink.movement(new Movement(begin, end, category, distance, Float.NaN));
        }
    }

    /// Returns a plausible time in epoch milliseconds, or [#NEVER].
    private long believable(@Nullable String time) {
        beginPoint(0);
        fix.time().iso(time);
        return fix.isTimed() ? fix.time().millis() : NEVER;
    }

    /// Emits all places but the first and the last, each at the time for its share of the distance.
    ///
    /// @param duration milliseconds, or [#NEVER] when the ends are not known
    private void between(long begin, long duration) {
        int last = vertices.size() - 1;
        double whole = angle(last);
        double gone = 0;
        for (int i = 1; i < last; i++) {
            beginPoint(i);
            if (duration != NEVER) {
                gone += vertices.angleFromPrevious(i);
                double share = whole > 0 ? gone / whole : (double) i / last;
                fix.time().exactMillis(begin + (long) (duration * share));
                fix.remark(Remark.TIME_INTERPOLATED);
            }
            fix.end();
        }
    }

    /// Emits the same places, each at its share of the number of places.
    private void byVertex(long begin, long duration) {
        int last = vertices.size() - 1;
        for (int i = 1; i < last; i++) {
            beginPoint(i);
            fix.time().exactMillis(begin + duration * i / last);
            fix.remark(Remark.TIME_BY_VERTEX);
            fix.end();
        }
    }

    private double angle(int last) {
        double angle = 0;
        for (int i = 1; i <= last; i++) {
            angle += vertices.angleFromPrevious(i);
        }
        return angle;
    }

    private void point(int index, @Nullable String time) {
        beginPoint(index);
        fix.time().iso(time);
        fix.end();
    }

    /// Measured values apply to a placemark with a single place; the category applies to all places of a longer
    /// one.
    private void beginPoint(int index) {
        vertices.begin(index, fix);
        if (vertices.size() == 1) {
            measured.forEach((measure, value) -> measure.set(fix, value.text(), value.unit()));
        } else {
            fix.activity(category);
        }
    }
}
