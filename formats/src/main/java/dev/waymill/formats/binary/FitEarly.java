package dev.waymill.formats.binary;

import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.PointBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records from before the device's clock was set: their times are seconds from when it was switched on. They
/// are kept until the file gives the time of the same clock, or a first absolute time.
final class FitEarly {
    /// Most records kept. They are ended then.
    private static final int MOST = 100_000;

    private final PointBuilder fix;
    private final List<Position> waiting = new ArrayList<>();
    /// When the device was switched on, by the first absolute time; [FitMessage#NOTHING] before it.
    private long start = FitMessage.NOTHING;

    FitEarly(PointBuilder fix) {
        this.fix = fix;
    }

    /// A record with a position.
    ///
    /// @param place byte offset
    /// @param latitude 1e-7 degree, as is `longitude`; [FitMessage#NOTHING] if absent
    record Position(
            long place,
            long latitude,
            long longitude,
            float elevation,
            float speed,
            float accuracy,
            @Nullable String activity,
            long seconds) {
        /// Begins a point with all but the time.
        void begin(PointBuilder fix) {
            fix.begin(place);
            if (latitude != FitMessage.NOTHING) {
                fix.latitudeE7(latitude);
            }
            if (longitude != FitMessage.NOTHING) {
                fix.longitudeE7(longitude);
            }
            fix.elevation(elevation);
            fix.speed(speed);
            fix.accuracy(accuracy);
            fix.activity(activity);
        }
    }

    void add(Position position) {
        if (waiting.size() == MOST || start != FitMessage.NOTHING) {
            end();
        }
        waiting.add(position);
    }

    /// Notes that the clock has an absolute time now. The record after the last one would have followed after
    /// the last interval.
    void absolute(long seconds) {
        if (start != FitMessage.NOTHING || waiting.isEmpty()) {
            return;
        }
        int last = waiting.size() - 1;
        long end = waiting.get(last).seconds();
        long interval = last == 0 ? 1 : Math.max(1, end - waiting.get(last - 1).seconds());
        start = seconds - interval - end;
    }

    /// Emits the records.
    ///
    /// @param exactStart the time at which the device was switched on, which the file gives
    void correlate(long exactStart) {
        place(exactStart, true);
    }

    /// Emits the records that no correlation was found for: by the first absolute time, or rejected if there is
    /// none.
    void end() {
        if (start == FitMessage.NOTHING) {
            reject();
        } else {
            place(start, false);
        }
    }

    private void place(long from, boolean isExact) {
        for (var position : waiting) {
            position.begin(fix);
            FitTime.set(fix, from + position.seconds());
            if (!isExact) {
                fix.remark(Remark.CLOCK_SET_LATER);
            }
            fix.end();
        }
        clear();
    }

    private void reject() {
        for (var position : waiting) {
            position.begin(fix);
            fix.time().iso(position.seconds() + " s after the device was switched on");
            fix.end();
        }
        clear();
    }

    private void clear() {
        waiting.clear();
        start = FitMessage.NOTHING;
    }
}
