package dev.waymill.stack.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Generates months of one person's movements as a phone would record them: walks, rides and drives between
/// home, work and weekend destinations, with noise, stops without points, gaps, and journeys to other time
/// zones.
///
/// Every point is valid, and times strictly increase, so no two points have the same millisecond. Uses only
/// arithmetic that is the same on every machine (`StrictMath`).
public final class SampleTrack {
    private static final Instant START = Instant.parse("2015-03-01T05:00:00Z");
    private static final double METRES_PER_DEGREE = 111_320;
    private static final int HOME_COUNT = 4;
    /// The person's homes, in sequence: latitude, longitude, UTC offset in minutes.
    private static final double[][] HOMES = {
        {52.5200, 13.4050, 60}, {46.0569, 14.5058, 120}, {35.6895, 139.6917, 540}, {-33.8688, 151.2093, 600},
    };

    private final RandomGenerator random;
    private long millis = START.toEpochMilli();
    private double latitude;
    private double longitude;
    private double elevation = 60;
    private double course;

    private SampleTrack(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /// One recorded fix.
    ///
    /// @param epochMillis time of the fix
    /// @param latitudeE7 1e-7 degree, WGS 84
    /// @param longitudeE7 1e-7 degree, WGS 84
    /// @param elevationDecimetres above sea level
    /// @param speedCentimetres per second
    /// @param hdopTenths horizontal dilution of precision, in tenths
    /// @param offsetMinutes of the local time zone from UTC
    /// @param startsSegment true after a gap: a new track segment
    public record Point(
            long epochMillis,
            int latitudeE7,
            int longitudeE7,
            int elevationDecimetres,
            int speedCentimetres,
            int hdopTenths,
            int offsetMinutes,
            boolean startsSegment) {}

    /// Receives the points one by one.
    @FunctionalInterface
    public interface Sink {
        void accept(Point point) throws IOException;
    }

    /// Passes the given number of points to the sink, in time order.
    public static void forEach(long seed, int points, Sink sink) throws IOException {
        new SampleTrack(seed).run(points, sink);
    }

    /// Writes the given number of points as GPX 1.1. Points are streamed, not held in memory.
    public static void writeGpx(OutputStream out, long seed, int points) throws IOException {
        try (var gpx = new GpxWriter(out)) {
            forEach(seed, points, gpx::write);
        }
    }

    /// Writes the given number of points as Google's Records.json. Points are streamed, not held in memory.
    public static void writeRecords(OutputStream out, long seed, int points) throws IOException {
        try (var records = new RecordsWriter(out)) {
            forEach(seed, points, records::write);
        }
    }

    private void run(int points, Sink sink) throws IOException {
        int written = 0;
        for (int trip = 0; written < points; trip++) {
            var home = HOMES[trip / 200 % HOME_COUNT];
            if (trip % 2 == 0) {
                startAt(home);
            }
            written += trip(home, Math.min(points - written, length()), sink);
            millis += between(20 * 60_000, 9 * 3_600_000);
        }
    }

    private void startAt(double[] home) {
        latitude = home[0] + random.nextGaussian() * 0.0002;
        longitude = home[1] + random.nextGaussian() * 0.0002;
        course = random.nextDouble() * 360;
    }

    private int length() {
        return between(200, 4_000);
    }

    /// Generates one movement: a walk, a ride or a drive.
    private int trip(double[] home, int points, Sink sink) throws IOException {
        var mode = Mode.values()[random.nextInt(Mode.values().length)];
        boolean gap = true;
        for (int i = 0; i < points; i++) {
            double speed = Math.max(0, mode.metresPerSecond * (1 + 0.25 * random.nextGaussian()));
            int pause = random.nextInt(400) == 0 ? between(60_000, 900_000) : 0;
            long step = mode.intervalMillis + between(-120, 120) + pause;
            millis += step;
            move(mode, speed * Math.min(step, mode.intervalMillis) / 1_000);
            sink.accept(point(home, speed, gap || pause > 600_000));
            gap = false;
        }
        return points;
    }

    private void move(Mode mode, double metres) {
        course += mode.wobbleDegrees * random.nextGaussian();
        double radians = StrictMath.toRadians(course);
        latitude += metres * StrictMath.cos(radians) / METRES_PER_DEGREE;
        longitude +=
                metres * StrictMath.sin(radians) / (METRES_PER_DEGREE * StrictMath.cos(StrictMath.toRadians(latitude)));
        elevation = Math.clamp(elevation + random.nextGaussian() * metres * 0.02, -5, 3_000);
    }

    private Point point(double[] home, double speed, boolean startsSegment) {
        double noise = 3 / METRES_PER_DEGREE;
        return new Point(
                millis,
                (int) Math.round((latitude + random.nextGaussian() * noise) * 1e7),
                (int) Math.round((longitude + random.nextGaussian() * noise) * 1e7),
                (int) Math.round(elevation * 10),
                (int) Math.round(speed * 100),
                between(6, 35),
                (int) home[2],
                startsSegment);
    }

    private int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    private enum Mode {
        WALK(1.4, 2_000, 8),
        RIDE(5.5, 1_000, 5),
        DRIVE(19, 1_000, 2);

        private final double metresPerSecond;
        private final int intervalMillis;
        private final double wobbleDegrees;

        Mode(double metresPerSecond, int intervalMillis, double wobbleDegrees) {
            this.metresPerSecond = metresPerSecond;
            this.intervalMillis = intervalMillis;
            this.wobbleDegrees = wobbleDegrees;
        }
    }
}
