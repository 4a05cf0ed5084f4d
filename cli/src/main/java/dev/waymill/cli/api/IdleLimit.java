package dev.waymill.cli.api;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Limits an exchange by its idle time: it may take any time as long as data moves. Thread-safe.
final class IdleLimit {
    private final Duration idle;
    private final AtomicLong moves = new AtomicLong();

    /// @param idle the exchange is aborted after this time without progress
    IdleLimit(Duration idle) {
        this.idle = idle;
    }

    /// A blocking exchange.
    @FunctionalInterface
    interface Exchange<T> {
        T run() throws IOException, InterruptedException;
    }

    /// Records progress. Call it whenever data has moved.
    void moved() {
        moves.incrementAndGet();
    }

    /// Returns the same body; each piece that is sent counts as progress.
    BodyPublisher watch(BodyPublisher body) {
        return new BodyPublisher() {
            @Override
            public long contentLength() {
                return body.contentLength();
            }

            @Override
            public void subscribe(Flow.Subscriber<? super ByteBuffer> client) {
                body.subscribe(new Watched(client));
            }
        };
    }

    /// Runs the exchange in its own thread, and interrupts it when it is idle for too long.
    ///
    /// @throws HttpTimeoutException if it was idle for too long
    <T> T run(Exchange<T> exchange) throws IOException, InterruptedException {
        try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            var result = thread.submit(exchange::run);
            try {
                return await(result);
            } catch (ExecutionException e) {
                throw cause(e);
            } finally {
                result.cancel(true);
            }
        }
    }

    private <T> T await(Future<T> result) throws IOException, InterruptedException, ExecutionException {
        while (true) {
            long before = moves.get();
            try {
                return result.get(idle.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (moves.get() == before) {
                    throw new HttpTimeoutException("no progress for " + idle.toSeconds() + " s");
                }
            }
        }
    }

    private static IOException cause(ExecutionException e) {
        return switch (e.getCause()) {
            case IOException io -> io;
            case RuntimeException unchecked -> throw unchecked;
            case null, default -> new IOException(e);
        };
    }

    private final class Watched implements Flow.Subscriber<ByteBuffer> {
        private final Flow.Subscriber<? super ByteBuffer> client;

        Watched(Flow.Subscriber<? super ByteBuffer> client) {
            this.client = client;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            client.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            moved();
            client.onNext(piece);
        }

        @Override
        public void onError(Throwable error) {
            client.onError(error);
        }

        @Override
        public void onComplete() {
            client.onComplete();
        }
    }
}
