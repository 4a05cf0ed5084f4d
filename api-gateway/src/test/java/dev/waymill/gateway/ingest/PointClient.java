package dev.waymill.gateway.ingest;

import dev.waymill.events.EventCodec;
import dev.waymill.events.LivePoints;
import dev.waymill.events.UnreadableEventException;
import dev.waymill.gateway.Answered;
import dev.waymill.gateway.RunningGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sends live points of a new owner to a gateway that publishes none, and reads what it stored.
public final class PointClient {
    static final String POINTS = "/api/v1/points";
    static final String INGEST = "/api/v1/ingest/";

    final RunningGateway gateway;
    final String owner;
    final String key;

    PointClient() {
        this(RunningGateway.holdingLivePoints(), "owner-" + UUID.randomUUID());
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
        return gateway
                .jdbc()
                .sql("SELECT event FROM live_batch WHERE owner = :owner ORDER BY id")
                .param("owner", owner)
                .query(String.class)
                .list()
                .stream()
                .flatMap(PointClient::rows)
                .toList();
    }

    private static Stream<String> rows(String text) {
        try {
            var event = (LivePoints) EventCodec.decode(text.getBytes(StandardCharsets.UTF_8));
            return event.points().stream().map(PointClient::row);
        } catch (UnreadableEventException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String row(LivePoints.Point point) {
        return Instant.ofEpochMilli(point.time())
                        .atOffset(ZoneOffset.UTC)
                        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS"))
                + " " + point.lat() + " " + point.lon()
                + number('e', point.elevation())
                + number('a', point.accuracy())
                + number('s', point.speed())
                + number('c', point.course())
                + number('b', point.battery())
                + " " + point.device() + " " + point.activity();
    }

    private static String number(char name, @Nullable Float value) {
        return " " + name
                + (value == null
                        ? ""
                        : new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value));
    }
}
