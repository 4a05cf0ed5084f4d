package dev.waymill.cli.removals;

import dev.waymill.cli.api.Api;
import dev.waymill.cli.api.Target;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `waymill remove --from … --to …`
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = {
            "Removes the points that match all conditions from the timeline.",
            "Without --yes it only shows what would be removed. You can undo a removal at any time."
        })
@SuppressWarnings("NullAway.Init")
public final class RemoveCommand implements Callable<Integer> {
    static final Duration PATIENCE = Duration.ofHours(1);

    @Option(names = "--from", description = "at or after this time, e.g. 2024-01-01T00:00:00Z")
    Optional<String> from;

    @Option(names = "--to", description = "before this time")
    Optional<String> to;

    @Option(names = "--bbox", paramLabel = "W,S,E,N", description = "in this box: west,south,east,north in degrees")
    Optional<String> bbox;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "of this device, may be repeated; \"\" for points without a device")
    List<String> devices = new ArrayList<>();

    @Option(names = "--accuracy-above", paramLabel = "METRES", description = "with a worse accuracy than this")
    Optional<Double> accuracyAbove;

    @Option(names = "--import", paramLabel = "JOB-ID", description = "of this import")
    Optional<String> importId;

    @Option(
            names = "--except-import",
            paramLabel = "JOB-ID",
            description = "not in this import: with its time span, the import replaces what was there")
    Optional<String> exceptImportId;

    @Option(names = "--yes", description = "remove the points")
    boolean yes;

    @Mixin
    Target target;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var conditions = conditions().toString();
        try (var api = target.open()) {
            return yes ? remove(api, conditions) : preview(api, conditions);
        }
    }

    private ObjectNode conditions() {
        var conditions = JsonMapper.shared().createObjectNode();
        from.ifPresent(time -> conditions.put("from", time));
        to.ifPresent(time -> conditions.put("to", time));
        bbox.ifPresent(box -> {
            var sides = conditions.putArray("bbox");
            for (var side : box.split(",", -1)) {
                sides.add(degrees(side));
            }
        });
        if (!devices.isEmpty()) {
            var names = conditions.putArray("devices");
            devices.forEach(names::add);
        }
        accuracyAbove.ifPresent(metres -> conditions.put("accuracyAbove", metres));
        importId.ifPresent(id -> conditions.put("importId", id));
        exceptImportId.ifPresent(id -> conditions.put("exceptImportId", id));
        return conditions;
    }

    private double degrees(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException _) {
            throw new ParameterException(spec.commandLine(), "--bbox is west,south,east,north in degrees");
        }
    }

    private int preview(Api api, String conditions) {
        var out = spec.commandLine().getOut();
        var preview = api.post("/removals/preview", conditions);
        if (target.json()) {
            out.println(preview);
        } else {
            print(preview, out);
        }
        out.flush();
        return 0;
    }

    private static void print(JsonNode preview, PrintWriter out) {
        long points = preview.path("points").asLong();
        if (points == 0) {
            out.println("No points match.");
            return;
        }
        out.printf(
                Locale.ROOT,
                "%,d points match, from %s to %s%n",
                points,
                preview.path("span").path("from").asString(),
                preview.path("span").path("to").asString());
        for (var device : preview.path("devices")) {
            out.printf(
                    Locale.ROOT,
                    "  %,d of %s%n",
                    device.path("points").asLong(),
                    device.path("device").isNull()
                            ? "no device"
                            : device.path("device").asString());
        }
        out.println("Nothing was removed. Repeat the command with --yes to remove them.");
    }

    private int remove(Api api, String conditions) throws Exception {
        var out = spec.commandLine().getOut();
        var id = api.post("/removals", conditions).path("id").asString();
        var job = api.awaitEnd(id, PATIENCE, _ -> {});
        boolean done = job.path("state").asString().equals("succeeded");
        if (target.json()) {
            out.println(job);
        } else if (done) {
            out.printf(
                    Locale.ROOT,
                    "%,d points removed. Undo: waymill undo %s%n",
                    job.path("result").path("removed").asLong(),
                    id);
        } else {
            out.println("Nothing was removed: " + reason(job));
        }
        out.flush();
        return done ? 0 : 1;
    }

    static String reason(JsonNode job) {
        return job.path("error").path("message").asString(job.path("state").asString());
    }
}
