package dev.waymill.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Main class of the broker's process: formats the storage at the first start, then runs Kafka until the parent
/// process ends. Arguments: server.properties, cluster id, log directory, and the storage tool's options for the
/// controllers.
public final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) {
        ParentBound.watch();
        if (!Files.exists(Path.of(args[2], "meta.properties"))) {
            var format = new ArrayList<>(List.of("format", "-t", args[1], "-c", args[0]));
            format.addAll(Arrays.asList(args).subList(3, args.length));
            int status = kafka.tools.StorageTool.execute(format.toArray(String[]::new), System.out);
            if (status != 0) {
                System.exit(status);
            }
        }
        kafka.Kafka.main(new String[] {args[0]});
    }
}
