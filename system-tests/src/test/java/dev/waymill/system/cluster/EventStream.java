package dev.waymill.system.cluster;

import dev.waymill.system.Waymill.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A client of a job's event stream. When the stream breaks, it opens another one after the last event it has, as
/// browsers do.
final class EventStream implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;
    private final String key;
    private final List<Long> ids = new CopyOnWriteArrayList<>();
    private volatile int opened;
    private volatile boolean ended;

    private EventStream(URI url, Owner owner) {
        this.url = url;
        this.key = owner.key();
    }

    static EventStream open(URI gateway, Owner owner, String job) {
        var stream = new EventStream(gateway.resolve("/api/v1/jobs/" + job + "/events"), owner);
        Thread.startVirtualThread(stream::read);
        return stream;
    }

    /// The ids of the events, in the order of their arrival.
    List<Long> ids() {
        return List.copyOf(ids);
    }

    /// How often a stream was opened.
    int opened() {
        return opened;
    }

    /// Whether the service has ended the stream, as it does after a final state.
    boolean ended() {
        return ended;
    }

    private void read() {
        try {
            while (!ended) {
                try {
                    ended = readOne();
                } catch (IOException | UncheckedIOException e) {
                    Thread.sleep(100);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return whether the stream came to its end
    private boolean readOne() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url).header("X-API-Key", key);
        if (!ids.isEmpty()) {
            request.header("Last-Event-ID", Long.toString(ids.getLast()));
        }
        var response = http.send(request.build(), BodyHandlers.ofLines());
        if (response.statusCode() >= 400) {
            throw new IOException("Status " + response.statusCode());
        }
        opened++;
        try (var lines = response.body()) {
            lines.filter(line -> line.startsWith("id: "))
                    .forEach(line -> ids.add(Long.parseLong(line.substring("id: ".length()))));
        }
        return true;
    }

    @Override
    public void close() {
        ended = true;
        http.shutdownNow();
    }
}
