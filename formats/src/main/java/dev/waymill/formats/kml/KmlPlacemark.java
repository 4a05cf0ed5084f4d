package dev.waymill.formats.kml;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.Visit;
import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.Numbers;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a placemark has told so far, and what follows once it ends: its time may stand behind its places.
final class KmlPlacemark {
    private static final long NEVER = -1;

    private final PointBuilder fix;
    private final PointSink sink;
    private final KmlVertices vertices = new KmlVertices();
    private final Map<Attribute, Float> measured = new EnumMap<>(Attribute.class);
    private @Nullable String when;
    private @Nullable String from;
    private @Nullable String to;
    private @Nullable String name;
    private @Nullable String address;
    private @Nullable String category;
    private float distance;

    KmlPlacemark(PointBuilder fix, PointSink sink) {
        this.fix = fix;
        this.sink = sink;
    }

    /// @param inherited the time of the folder it lies in; it has its own if it tells one
    void begin(@Nullable String inherited) {
        vertices.clear();
        measured.clear();
        when = inherited;
        from = to = name = address = category = null;
        distance = Float.NaN;
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
        measure(key).ifPresent(measure -> measured.put(measure, Numbers.decimal(value)));
        if ("Category".equals(key)) {
            category = TextCleaner.category(value);
        } else if ("Distance".equals(key)) {
            distance = Numbers.decimal(value);
        }
    }

    /// What is measured under that name beside the place, whose height is told with it.
    static Optional<Attribute> measure(@Nullable String key) {
        return Attribute.of(key == null ? "" : key)
                .map(Attribute.Spelling::attribute)
                .filter(it -> Attribute.MEASURES.contains(it) && it.kind() != Attribute.ELEVATION);
    }

    /// @param told how many of the ordinates were told
    void vertex(long line, int count, String longitude, String latitude, String altitude)
            throws UnreadableFileException {
        beginFix(line, count, longitude, latitude);
        if (fix.isPlaced()) {
            vertices.add(line, fix, altitude);
        } else {
            fix.end();
        }
    }

    /// A corner of an area. Nobody says that its owner walked along the border, nor when: it is rejected.
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
        if (from == null && to == null) {
            stamp();
        } else if (vertices.size() == 1) {
            stay();
        } else {
            way();
        }
    }

    /// One moment is no time for a whole line. Its first place gets it, since that is where a program that
    /// knows only one time has it from; the others are rejected, not given the same time: nobody is everywhere
    /// at once, and a timeline with a hundred kilometres in no time would be worse than one that says what it
    /// lacks.
    private void stamp() {
        point(0, when);
        for (int i = 1; i < vertices.size(); i++) {
            point(i, null);
        }
    }

    /// One place and a span: it was there at its beginning and at its end.
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

    /// Several places and a span: a way that was gone evenly. With half a span only one of its ends has a time.
    private void way() {
        long begin = believable(from);
        long end = believable(to);
        boolean isSpan = begin != NEVER && begin <= end;
        int last = vertices.size() - 1;
        point(0, from);
        between(begin, isSpan ? end - begin : NEVER);
        point(last, to);
        if (isSpan && category != null) {
            sink.movement(new Movement(begin, end, category, distance, Float.NaN));
        }
    }

    /// Epoch milliseconds of a time that the first place could have, or [#NEVER].
    private long believable(@Nullable String time) {
        beginPoint(0);
        fix.time().iso(time);
        return fix.isTimed() ? fix.time().millis() : NEVER;
    }

    /// All but the first and the last place, each at its share of the way.
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

    /// What was measured was measured at one place; how its owner moved is true of the whole way.
    private void beginPoint(int index) {
        vertices.begin(index, fix);
        if (vertices.size() == 1) {
            measured.forEach((measure, value) -> measure.set(fix, value));
        } else {
            fix.activity(category);
        }
    }
}
