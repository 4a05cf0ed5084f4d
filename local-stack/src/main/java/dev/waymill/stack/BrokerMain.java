package dev.waymill.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/// Main class of the broker's process: formats the storage at the first start, then runs Kafka until the parent
/// is gone. Arguments: server.properties, cluster id, log directory.
public final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) {
        ParentBound.watch();
        if (!Files.exists(Path.of(args[2], "meta.properties"))) {
            int status = kafka.tools.StorageTool.execute(
                    new String[] {"format", "--standalone", "-t", args[1], "-c", args[0]}, System.out);
            if (status != 0) {
                System.exit(status);
            }
        }
        kafka.Kafka.main(new String[] {args[0]});
    }
}
