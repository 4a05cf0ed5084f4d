package dev.waymill.cli.up;

import dev.waymill.stack.LocalKafka;
import dev.waymill.stack.StartCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;

/// `waymill start-caches`, called by the script after a build: starts and stops everything once on a temporary
/// data directory, so that each program writes its AOT cache. Exits with 1 if a cache is missing.
@Command(name = "start-caches", hidden = true, description = "Creates the AOT caches for the current build.")
public final class StartCachesCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        var data = Home.root().resolve("cli").resolve("target").resolve("start-caches");
        FileUtils.deleteDirectory(data.toFile());
        try {
            return makeAll(data) ? 0 : 1;
        } finally {
            FileUtils.deleteQuietly(data.toFile());
        }
    }

    private static boolean makeAll(Path data) throws IOException {
        var services = List.of("api-gateway", "worker-service", "scheduler-service");
        try (var stack = ServiceStack.start(data, ServiceStack.Options.defaults(), StartCache.MAKE, _ -> {})) {
            // Each service takes seconds to write its cache; together they use all cores.
            List.of(stack.gateway(), stack.worker(), stack.scheduler())
                    .forEach(service -> service.handle().destroy());
        }
        boolean all = StartCache.replace(LocalKafka.startCache());
        for (var service : services) {
            all &= StartCache.replace(Home.startCache(service));
        }
        return all;
    }
}
