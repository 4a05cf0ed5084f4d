package dev.waymill.gateway.deadletter;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RawJson;
import dev.waymill.events.RemovePoints;
import dev.waymill.events.RestorePoints;
import dev.waymill.events.RevertImport;
import dev.waymill.events.rest.DeadLetter;
import dev.waymill.gateway.job.Payload;
import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import dev.waymill.gateway.upload.UploadQuery;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The payload of a retried task. The gateway creates the payloads of imports, reverts and removals, which refer to an
/// owner's data, so a caller may only change how a file is read. A field with its old value counts as
/// unchanged.
final class RetryPayload {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RetryPayload() {}

    /// @param letter the dead letter as returned by the scheduler
    /// @param changes the payload that the caller sent
    /// @throws ProblemException when it changes a field that must not change, with a pointer to it
    static RawJson of(RawJson letter, RawJson changes) {
        var shown = JsonMapper.shared().readValue(letter.text(), DeadLetter.class);
        return switch (shown.summary().type()) {
            case ImportFile.JOB_TYPE -> changed(shown, changes, true);
            case RevertImport.JOB_TYPE, RemovePoints.JOB_TYPE, RestorePoints.JOB_TYPE -> changed(shown, changes, false);
            case null, default -> changes;
        };
    }

    private static RawJson changed(DeadLetter letter, RawJson text, boolean isImport) {
        Payload.refuseInvalid(text);
        var changes = JsonMapper.shared().readTree(text.text());
        if (letter.payload() == null
                || !(JsonMapper.shared().readTree(letter.payload().text()) instanceof ObjectNode before)) {
            throw new ProblemException(
                    ProblemCode.NOT_WHOLE, "The original payload was not kept. Retry without a payload.");
        }
        if (!changes.isObject()) {
            throw ProblemException.at("/payload", ProblemCode.WRONG_TYPE, "An object.");
        }
        var after = before.deepCopy();
        changes.forEachEntry((field, value) -> {
            if (!value.equals(before.get(field))) {
                after.set(field, isImport ? checked(field, value) : refused(field));
            }
        });
        return RawJson.of(after);
    }

    private static JsonNode checked(String field, JsonNode value) {
        var pointer = "/payload/" + field;
        return switch (field) {
            case "grace" ->
                JSON.stringNode(
                        query("grace", text(value, pointer), pointer).grace().toString());
            case "format" ->
                orNull(value, pointer, it -> query("format", it, pointer).format());
            case "onDamage" -> orNull(value, pointer, it -> onDamage(it, pointer));
            case "columns" -> value.isNull() ? value : columns(value, pointer);
            case "zone" ->
                orNull(value, pointer, zone -> query("zone", zone, pointer).zone());
            case "timePattern" ->
                orNull(value, pointer, it -> query("timePattern", it, pointer).timePattern());
            case "shift" ->
                orNull(value, pointer, shift -> query("shift", shift, pointer).shift());
            case "waypoints" -> orNull(value, pointer, it -> waypoints(it, pointer));
            default -> refused(field);
        };
    }

    private static JsonNode refused(String field) {
        throw ProblemException.at(
                "/payload/" + field.replace("~", "~0").replace("/", "~1"),
                ProblemCode.UNKNOWN_FIELD,
                "For an import only columns, format, grace, onDamage, shift, timePattern, waypoints and zone can be"
                        + " changed; for a revert, a removal and its undo nothing.");
    }

    /// Checks the value like the same parameter of an upload.
    private static UploadQuery query(String name, String value, String pointer) {
        return UploadQuery.of(Map.of(name, value), _ -> pointer, Duration.ZERO);
    }

    private static JsonNode orNull(JsonNode value, String pointer, Function<String, @Nullable Object> check) {
        return value.isNull() ? value : JSON.stringNode(String.valueOf(check.apply(text(value, pointer))));
    }

    private static @Nullable Object onDamage(String value, String pointer) {
        return query("onDamage", value.toLowerCase(Locale.ROOT), pointer).onDamage();
    }

    private static @Nullable Object waypoints(String value, String pointer) {
        return query("waypoints", value.toLowerCase(Locale.ROOT), pointer).waypoints();
    }

    private static JsonNode columns(JsonNode value, String pointer) {
        if (!value.isObject()) {
            throw ProblemException.at(pointer, ProblemCode.WRONG_TYPE, "An object with string values.");
        }
        var columns = new LinkedHashMap<String, String>();
        value.forEachEntry((field, column) -> columns.put(field, text(column, pointer)));
        var checked = JSON.objectNode();
        UploadQuery.checkedColumns(columns, pointer).forEach(checked::put);
        return checked;
    }

    private static String text(JsonNode value, String pointer) {
        if (!value.isString()) {
            throw ProblemException.at(pointer, ProblemCode.WRONG_TYPE, "A string.");
        }
        return value.asString();
    }
}
