package dev.waymill.gateway.ingest;

import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RunningGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Sends live points of a new owner to a gateway that batches nothing, and reads what it stored.
public final class PointClient {
    static final String POINTS = "/api/v1/points";
    static final String INGEST = "/api/v1/ingest/";

    final RunningGateway gateway;
    final String owner;
    final String key;

    PointClient() {
        this(RunningGateway.shared(RunningGateway.NO_BATCHES), "owner-" + UUID.randomUUID());
    }

    public PointClient(RunningGateway gateway, String owner) {
        this.gateway = gateway;
        this.owner = owner;
        this.key = gateway.key(owner, "operator");
    }

    /// Posts points as a program does.
    Answered post(String type, String body) {
        return gateway.send(
                gateway.request(POINTS, key).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    /// Posts JSON as a phone app does.
    Answered send(String app, String json) {
        return gateway.post(INGEST + app, key, json);
    }

    /// Starts to build a request of a phone app.
    HttpRequest.Builder request(String app) {
        return gateway.request(INGEST + app, key);
    }

    /// The owner's points: time, latitude and longitude in 1e-7 degree, elevation, accuracy, speed, course,
    /// battery, device, activity.
    public List<String> rows() {
        return gateway.jdbc()
                .sql("SELECT * FROM live_point WHERE owner = :owner ORDER BY id")
                .param("owner", owner)
                .query((row, _) -> Instant.ofEpochMilli(row.getLong("epoch_millis"))
                                .atOffset(ZoneOffset.UTC)
                                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS"))
                        + " " + row.getInt("latitude_e7") + " " + row.getInt("longitude_e7")
                        + IntStream.range(0, 5)
                                .mapToObj(i -> " " + "eascb".charAt(i) + number(row, i))
                                .collect(Collectors.joining())
                        + " " + row.getString("device") + " " + row.getString("activity"))
                .list();
    }

    private static String number(ResultSet row, int i) {
        try {
            float value = row.getFloat(List.of("elevation", "accuracy", "speed", "course", "battery")
                    .get(i));
            return row.wasNull()
                    ? ""
                    : new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
