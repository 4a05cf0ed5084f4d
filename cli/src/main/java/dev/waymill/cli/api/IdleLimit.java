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

/// Bounds one exchange that may take any time, as long as something moves. Thread-safe.
final class IdleLimit {
    private final Duration idle;
    private final AtomicLong moves = new AtomicLong();

    /// @param idle without a move for so long, the exchange is ended
    IdleLimit(Duration idle) {
        this.idle = idle;
    }

    /// What may be waited for.
    @FunctionalInterface
    interface Exchange<T> {
        T run() throws IOException, InterruptedException;
    }

    /// To be called whenever something has moved.
    void moved() {
        moves.incrementAndGet();
    }

    /// The same body; each piece of it that goes out is a move.
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

    /// Runs it in a thread of its own, which is interrupted when nothing moves any more.
    ///
    /// @throws HttpTimeoutException when that is so
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
                    throw new HttpTimeoutException("nothing has moved for " + idle.toSeconds() + " s");
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
