package dev.waymill.stack.sample;

import dev.waymill.stack.sample.SampleTrack.Point;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/// Writes sample points as GPX 1.1. Numbers are written digit by digit, because formatting would dominate the
/// time for a file of a gigabyte. As with different devices, some segments have local time with an offset,
/// others UTC.
final class GpxWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_POINT = 512;
    private static final long DAY = 86_400_000;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private boolean inSegment;
    private boolean localTime;
    private int segments;
    private long day = Long.MIN_VALUE;
    private byte[] date = new byte[0];

    GpxWriter(OutputStream out) throws IOException {
        this.out = out;
        text("""
                <?xml version="1.0" encoding="UTF-8"?>
                <gpx version="1.1" creator="Waymill sample" xmlns="http://www.topografix.com/GPX/1/1"
                     xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">
                <trk><name>A sample life</name>
                """);
    }

    void write(Point point) throws IOException {
        if (BUFFER_BYTES - used < MAX_POINT) {
            flush();
        }
        if (point.startsSegment() || !inSegment) {
            beginSegment();
        }
        text("<trkpt lat=\"");
        decimal(point.latitudeE7(), 7);
        text("\" lon=\"");
        decimal(point.longitudeE7(), 7);
        text("\"><ele>");
        decimal(point.elevationDecimetres(), 1);
        text("</ele><time>");
        time(point);
        text("</time><hdop>");
        decimal(point.hdopTenths(), 1);
        text("</hdop><extensions><gpxtpx:TrackPointExtension><gpxtpx:speed>");
        decimal(point.speedCentimetres(), 2);
        text("</gpxtpx:speed></gpxtpx:TrackPointExtension></extensions></trkpt>\n");
    }

    @Override
    public void close() throws IOException {
        if (inSegment) {
            text("</trkseg>\n");
        }
        text("</trk>\n</gpx>\n");
        flush();
        out.flush();
    }

    private void beginSegment() {
        if (inSegment) {
            text("</trkseg>\n");
        }
        text("<trkseg>\n");
        inSegment = true;
        localTime = segments++ % 3 == 1;
    }

    private void time(Point point) {
        long offset = localTime ? point.offsetMinutes() * 60_000L : 0;
        long local = point.epochMillis() + offset;
        date(Math.floorDiv(local, DAY));
        int ofDay = (int) Math.floorMod(local, DAY);
        text("T");
        digits(ofDay / 3_600_000, 2);
        text(":");
        digits(ofDay / 60_000 % 60, 2);
        text(":");
        digits(ofDay / 1_000 % 60, 2);
        text(".");
        digits(ofDay % 1_000, 3);
        if (localTime) {
            text("+");
            digits(point.offsetMinutes() / 60, 2);
            text(":");
            digits(point.offsetMinutes() % 60, 2);
        } else {
            text("Z");
        }
    }

    private void date(long epochDay) {
        if (epochDay != day) {
            day = epochDay;
            date = LocalDate.ofEpochDay(epochDay).toString().getBytes(StandardCharsets.US_ASCII);
        }
        System.arraycopy(date, 0, buffer, used, date.length);
        used += date.length;
    }

    private void decimal(int value, int places) {
        if (value < 0) {
            text("-");
        }
        int power = 1;
        for (int i = 0; i < places; i++) {
            power *= 10;
        }
        int whole = Math.abs(value / power);
        digits(whole, whole >= 1_000 ? 4 : whole >= 100 ? 3 : whole >= 10 ? 2 : 1);
        text(".");
        digits(Math.abs(value % power), places);
    }

    private void digits(int value, int count) {
        int rest = value;
        for (int i = used + count - 1; i >= used; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        used += count;
    }

    @SuppressWarnings("deprecation") // Copies ASCII without an intermediate array.
    private void text(String ascii) {
        ascii.getBytes(0, ascii.length(), buffer, used);
        used += ascii.length();
    }

    private void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }
}
