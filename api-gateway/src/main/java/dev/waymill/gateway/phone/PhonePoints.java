package dev.waymill.gateway.phone;

import dev.waymill.formats.Format;
import dev.waymill.gateway.form.Form;
import dev.waymill.gateway.ingest.Body;
import dev.waymill.gateway.ingest.PointIngest;
import dev.waymill.gateway.ingest.ReceivedPoints;
import dev.waymill.gateway.ingest.Source;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/// Reads and stores what phone apps send, whatever response the app then expects. Called on request threads. Binds
/// no parameters: binding would read a body whose content type claims that it is a form, and apps often send a wrong
/// content type.
@Component
final class PhonePoints {
    private static final DataSize MOST_OF_A_FORM = DataSize.ofKilobytes(64);

    private final PointIngest ingest;

    PhonePoints(PointIngest ingest) {
        this.ingest = ingest;
    }

    /// Takes Overland's batch of GeoJSON features.
    void takeOverland(String owner, HttpServletRequest request) throws IOException {
        try (var received = ingest.open(owner)) {
            var body = Body.of(request);
            boolean isBatch = body.isGeoJsonBatch();
            ingest.read(body, Format.OVERLAND, received);
            ingest.keep(owner, Source.OVERLAND, received);
            // An entry of a batch may have no place, e.g. if it only counts steps.
            if (!isBatch) {
                PointIngest.refuseUnlessUnderstood(received);
            }
        }
    }

    /// Takes a point from the address or a form, or points in JSON.
    void takeFormOrJson(String owner, Source source, HttpServletRequest request) throws IOException {
        takeFormOrJson(owner, null, source, request);
    }

    /// Takes a point from the address or a form, or points in JSON. In JSON, all speeds are in metres per second,
    /// including GPSLogger's `vel`.
    ///
    /// @param device the device of points that name none; null if unknown
    void takeFormOrJson(String owner, @Nullable String device, Source source, HttpServletRequest request)
            throws IOException {
        try (var received = open(owner, device)) {
            var body = Body.of(request);
            if (body.isJson()) {
                ingest.read(body, Format.POINTS, received);
            } else {
                ingest.read(form(request, body), source, received);
            }
            keep(owner, source, received);
        }
    }

    /// Takes a point from a form.
    ///
    /// @param device the device of a point that names none; null if unknown
    void takeForm(String owner, @Nullable String device, Source source, Map<String, String> form) {
        try (var received = open(owner, device)) {
            ingest.read(form, source, received);
            keep(owner, source, received);
        }
    }

    private ReceivedPoints open(String owner, @Nullable String device) {
        return ingest.open(owner, point -> device == null || point.device() != null ? point : point.withDevice(device));
    }

    private void keep(String owner, Source source, ReceivedPoints received) {
        ingest.keep(owner, source, received);
        PointIngest.refuseUnlessUnderstood(received);
    }

    /// Reads a form from the address and the body, within limits.
    static Map<String, String> form(HttpServletRequest request) throws IOException {
        return form(request, Body.of(request));
    }

    /// Fields of the body override fields of the query.
    private static Map<String, String> form(HttpServletRequest request, Body body) throws IOException {
        var form = Form.parse(request.getQueryString());
        form.putAll(Form.parse(new String(body.bytes(MOST_OF_A_FORM), StandardCharsets.UTF_8).strip()));
        return form;
    }
}
