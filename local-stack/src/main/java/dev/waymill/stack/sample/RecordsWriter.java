package dev.waymill.stack.sample;

import dev.waymill.stack.sample.SampleTrack.Point;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Writes sample points as a Google Takeout `Records.json`, indented as Google does it, with the fields that
/// most records of a phone have.
final class RecordsWriter implements AutoCloseable {
    private final Writer out;
    private final StringBuilder record = new StringBuilder();
    private long written;

    RecordsWriter(OutputStream out) throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII), 1 << 16);
        this.out.write("{\n  \"locations\": [");
    }

    void write(Point point) throws IOException {
        record.setLength(0);
        record.append(written++ == 0 ? "{" : ", {");
        field("latitudeE7", point.latitudeE7()).append(',');
        field("longitudeE7", point.longitudeE7()).append(',');
        field("accuracy", point.hdopTenths() / 2).append(',');
        field("altitude", point.elevationDecimetres() / 10).append(',');
        field("verticalAccuracy", 2).append(',');
        field("velocity", point.speedCentimetres() / 100).append(',');
        field("source", "\"GPS\"").append(',');
        field("deviceTag", -1_234_567_890).append(',');
        if (written % 10 == 0) {
            field("activity", """
                    [{
                      "activity": [{
                        "type": "WALKING",
                        "confidence": 80
                      }, {
                        "type": "UNKNOWN",
                        "confidence": 20
                      }],
                      "timestamp": "%s"
                    }]""".formatted(Instant.ofEpochMilli(point.epochMillis())))
                    .append(',');
        }
        field("timestamp", "\"" + Instant.ofEpochMilli(point.epochMillis()) + "\"")
                .append("\n  }");
        out.append(record);
    }

    @Override
    public void close() throws IOException {
        out.write("]\n}\n");
        out.flush();
    }

    private StringBuilder field(String name, Object value) {
        return record.append("\n    \"").append(name).append("\": ").append(value);
    }
}
