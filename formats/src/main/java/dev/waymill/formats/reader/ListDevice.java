package dev.waymill.formats.reader;

import dev.waymill.formats.point.Movement;
import dev.waymill.formats.point.PointSink;
import dev.waymill.formats.point.Rejection;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.point.Visit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The device that an object names beside its list of points, e.g. `{"device_id": "a", "locations": […]}`. It
/// is the device of the points that name none. Since it may come after the list, the first points are held
/// back.
public final class ListDevice implements PointSink {
    /// As much as a phone sends at once. Of a longer list, only what follows the device gets it.
    private static final int MOST_HELD = 1_000;

    /// Size of the name cache. An object has a few dozen names.
    private static final int MAX_NAMES = 1_000;

    private final PointSink sink;
    private final Map<String, Boolean> names = new HashMap<>();
    private final List<Consumer<PointSink>> held = new ArrayList<>();
    private boolean isHeld;
    private @Nullable String device;

    public ListDevice(PointSink sink) {
        this.sink = sink;
    }

    /// Begins an object that may have a list.
    public void begin() {
        device = null;
        isHeld = true;
    }

    /// Takes a field of the object, beside its list.
    ///
    /// @param text null for a field without text
    public void field(String name, @Nullable String text) {
        if (names.size() == MAX_NAMES) {
            names.clear();
        }
        if (device == null && names.computeIfAbsent(name, ListDevice::isDevice)) {
            device = TextCleaner.name(text);
        }
    }

    private static boolean isDevice(String name) {
        return Attribute.of(name)
                .filter(spelling -> spelling.attribute() == Attribute.DEVICE)
                .isPresent();
    }

    /// Ends the object: passes on what is held back.
    public void end() {
        release();
        device = null;
    }

    private void release() {
        isHeld = false;
        held.forEach(each -> each.accept(sink));
        held.clear();
    }

    private boolean isHeldBack() {
        if (isHeld && (device != null || held.size() == MOST_HELD)) {
            release();
        }
        return isHeld;
    }

    @Override
    public void accept(TimelinePoint point) {
        if (isHeldBack()) {
            held.add(to -> to.accept(described(point)));
        } else {
            sink.accept(described(point));
        }
    }

    private TimelinePoint described(TimelinePoint point) {
        return device == null || point.device() != null ? point : point.withDevice(device);
    }

    @Override
    public void reject(Rejection rejection) {
        if (isHeldBack()) {
            held.add(to -> to.reject(rejection));
        } else {
            sink.reject(rejection);
        }
    }

    @Override
    public void remark(Remark remark) {
        if (isHeldBack()) {
            held.add(to -> to.remark(remark));
        } else {
            sink.remark(remark);
        }
    }

    @Override
    public void visit(Visit visit) {
        sink.visit(visit);
    }

    @Override
    public void movement(Movement movement) {
        sink.movement(movement);
    }
}
