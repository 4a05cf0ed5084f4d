package dev.waymill.cli.up;

import dev.waymill.stack.StartCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// An instance started by this process. Processes that die are restarted until it is stopped.
public final class RunningStack implements AutoCloseable {
    private final Path data;
    private final ServiceStack stack;
    private final PrintWriter out;
    private final Supervisor supervisor;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private RunningStack(Path data, ServiceStack stack, PrintWriter out) {
        this.data = data;
        this.stack = stack;
        this.out = out;
        this.supervisor = new Supervisor(
                stack.parts(),
                line -> {
                    out.println(line);
                    out.flush();
                },
                System::nanoTime);
    }

    /// Starts everything and prints progress.
    public static RunningStack start(Path data, ServiceStack.Options options, PrintWriter out) throws IOException {
        var other = RunFile.of(data);
        if (other.isPresent()) {
            throw new IOException("Waymill is already running on " + data + ", at "
                    + other.get().url() + " (process " + other.get().pid() + "). Stop it with ./waymill down");
        }
        long begin = System.nanoTime();
        out.println("Starting Kafka, PostgreSQL and the three services in " + data + " …");
        out.flush();
        var stack = ServiceStack.start(data, options, StartCache.USE, line -> {
            out.println(line);
            out.flush();
        });
        var running = new RunningStack(data, stack, out);
        new RunFile(stack.url(), ServiceStack.adminKeyFile(data)).write(data);
        Runtime.getRuntime().addShutdownHook(new Thread(running::close));
        out.printf("Ready after %.1f s.%n", (System.nanoTime() - begin) / 1e9);
        out.flush();
        return running;
    }

    /// Prints the addresses, then restarts processes that die, until the instance is stopped.
    public void watch() throws InterruptedException {
        out.println();
        out.println("  API        " + stack.url() + "/api/v1   described at " + stack.url() + "/swagger-ui.html");
        out.println("  Key        " + ServiceStack.adminKeyFile(data));
        stack.services()
                .forEach(service -> out.println("  Metrics    " + service.managementUrl() + "/actuator/prometheus"));
        out.println("             bearer token: `between-services` in " + ServiceStack.secretFile(data));
        out.println("  Logs       " + data.resolve("logs"));
        out.println();
        out.println("Stop it with Ctrl-C, or with ./waymill down from another terminal.");
        out.flush();
        while (!stop.await(ServiceStack.watchInterval().toMillis(), TimeUnit.MILLISECONDS)) {
            restartDead();
        }
        stopped.await();
    }

    /// Stops everything in order. A second call waits until the first has finished.
    @Override
    public void close() {
        synchronized (this) {
            if (stopped.getCount() == 0) {
                return;
            }
            stop.countDown();
            supervisor.close();
            try {
                RunFile.delete(data);
            } catch (IOException e) {
                out.println("Cannot delete waymill.json: " + e.getMessage());
            }
            stack.close();
            stopped.countDown();
        }
    }

    private synchronized void restartDead() {
        if (stop.getCount() > 0) {
            supervisor.tick();
        }
    }
}
