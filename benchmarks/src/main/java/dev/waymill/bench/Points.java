package dev.waymill.bench;

import dev.waymill.stack.sample.SampleTrack;
import java.io.IOException;

/// The sample's points in memory, as one array per column, in time order.
record Points(
        long[] epochMillis, int[] latitudeE7, int[] longitudeE7, float[] elevation, float[] accuracy, float[] speed) {

    static Points of(long seed, int count) throws IOException {
        var points = new Points(
                new long[count], new int[count], new int[count], new float[count], new float[count], new float[count]);
        var next = new int[1];
        SampleTrack.forEach(seed, count, point -> {
            int i = next[0]++;
            points.epochMillis[i] = point.epochMillis();
            points.latitudeE7[i] = point.latitudeE7();
            points.longitudeE7[i] = point.longitudeE7();
            points.elevation[i] = point.elevationDecimetres() / 10f;
            points.accuracy[i] = point.hdopTenths() / 2f;
            points.speed[i] = point.speedCentimetres() / 100f;
        });
        return points;
    }

    int count() {
        return epochMillis.length;
    }
}
