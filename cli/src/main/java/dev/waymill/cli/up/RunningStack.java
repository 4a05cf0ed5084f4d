package dev.waymill.cli.up;

import dev.waymill.stack.StartCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A Waymill that this process has started: until it is stopped, whatever dies is started again.
public final class RunningStack implements AutoCloseable {
    private final Path data;
    private final ServiceStack trio;
    private final PrintWriter out;
    private final Reviver reviver;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private RunningStack(Path data, ServiceStack trio, PrintWriter out) {
        this.data = data;
        this.trio = trio;
        this.out = out;
        this.reviver = new Reviver(
                trio.parts(),
                line -> {
                    out.println(line);
                    out.flush();
                },
                System::nanoTime);
    }

    /// Starts everything and says so.
    public static RunningStack start(Path data, ServiceStack.Options options, PrintWriter out) throws IOException {
        var other = RunFile.of(data);
        if (other.isPresent()) {
            throw new IOException("Waymill is already running on " + data + ", at "
                    + other.get().url() + " (process " + other.get().pid() + "). Stop it with ./waymill down");
        }
        long begin = System.nanoTime();
        out.println("Starting Kafka, PostgreSQL and the three services in " + data + " …");
        out.flush();
        var trio = ServiceStack.start(data, options, StartCache.USE, line -> {
            out.println(line);
            out.flush();
        });
        var running = new RunningStack(data, trio, out);
        new RunFile(trio.url(), ServiceStack.adminKeyFile(data)).write(data);
        Runtime.getRuntime().addShutdownHook(new Thread(running::close));
        out.printf("Ready after %.1f s.%n", (System.nanoTime() - begin) / 1e9);
        out.flush();
        return running;
    }

    /// Says where everything is, then watches until somebody stops it.
    public void watch() throws InterruptedException {
        out.println();
        out.println("  API        " + trio.url() + "/api/v1   described at " + trio.url() + "/swagger-ui.html");
        out.println("  Key        " + ServiceStack.adminKeyFile(data));
        trio.services()
                .forEach(service -> out.println("  Metrics    " + service.managementUrl() + "/actuator/prometheus"));
        out.println("             bearer token: `between-services` in " + ServiceStack.secretFile(data));
        out.println("  Logs       " + data.resolve("logs"));
        out.println();
        out.println("Stop it with Ctrl-C, or with ./waymill down from another terminal.");
        out.flush();
        while (!stop.await(ServiceStack.watchInterval().toMillis(), TimeUnit.MILLISECONDS)) {
            revive();
        }
        stopped.await();
    }

    /// Stops everything in good order; called again, it waits for that.
    @Override
    public void close() {
        synchronized (this) {
            if (stopped.getCount() == 0) {
                return;
            }
            stop.countDown();
            reviver.close();
            try {
                RunFile.delete(data);
            } catch (IOException e) {
                out.println("Cannot delete waymill.json: " + e.getMessage());
            }
            trio.close();
            stopped.countDown();
        }
    }

    private synchronized void revive() {
        if (stop.getCount() > 0) {
            reviver.tick();
        }
    }
}
