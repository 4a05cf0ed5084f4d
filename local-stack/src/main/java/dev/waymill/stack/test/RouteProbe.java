package dev.waymill.stack.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Tries the routes of a running service without any credentials, over raw sockets: each in every method, and in
/// every spelling of its path.
///
/// @param port of the service on this machine
/// @param open a path there that anybody may ask for
public record RouteProbe(int port, String open) {
    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "WAYMILL");
    private static final int AT_ONCE = 8;

    /// @param pattern with `{name}` and `*`, as Spring MVC has it
    public record Route(String method, String pattern) {
        /// @param text `GET /internal/jobs/{id}`
        public static Route of(String text) {
            var parts = text.split(" ", 2);
            return new Route(parts[0], parts[1]);
        }

        String path() {
            return pattern.replaceAll("\\{\\w+}", UUID.randomUUID().toString())
                    .replaceAll("\\{\\w+:([a-z]+)\\|.*?}", "$1")
                    .replaceAll("\\{.*?}|\\*+", "x");
        }

        @Override
        public String toString() {
            return method + " " + pattern;
        }
    }

    /// Routes that let in somebody without credentials.
    public SortedSet<String> openOf(Collection<Route> routes) {
        var found = new TreeSet<String>();
        routes.stream()
                .filter(route -> {
                    int status =
                            send(route.method(), route.path(), "HTTP/1.1", "").status();
                    return status != 401 && status != 403 && status != 405;
                })
                .map(Route::toString)
                .forEach(found::add);
        return found;
    }

    /// Asks for the closed routes in each way there is.
    ///
    /// @param isOpen those that anybody may use, as [#openOf] names them
    /// @return what was answered otherwise than with a refusal that is a problem or has no body; to be empty
    public List<String> lettingIn(Collection<Route> routes, Set<String> isOpen) {
        var closed = routes.stream()
                .filter(route -> !isOpen.contains(route.toString()))
                .toList();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var tries = closed.stream()
                    .map(route -> threads.submit(() -> wrongAnswers(route).toList()))
                    .toList();
            return tries.stream().flatMap(one -> result(one).stream()).toList();
        }
    }

    /// Sends one request with an empty JSON object as its body, or none where the method has none.
    ///
    /// @param headers each with its line end
    public RawHttp.Answer send(String method, String target, String version, String headers) {
        boolean hasBody = List.of("POST", "PUT", "PATCH").contains(method);
        var request = method + " " + target + " " + version + "\r\nHost: localhost\r\nConnection: close\r\n" + headers
                + (hasBody ? "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" : "\r\n");
        try {
            return RawHttp.send(port, request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String> wrongAnswers(Route route) {
        var path = route.path();
        var plain = METHODS.stream().map(method -> judge(method, path, "HTTP/1.1"));
        var old = Stream.of(judge(route.method(), path, "HTTP/1.0"), judge(route.method(), path, "HTTP/1.7"));
        var spelt = PathSpellings.of(path, open).stream()
                .filter(target -> !target.startsWith(open + "?"))
                .map(target -> judge(route.method(), target, "HTTP/1.1"));
        return Stream.of(plain, old, spelt).flatMap(all -> all).filter(answer -> !answer.isEmpty());
    }

    /// Empty when it was refused well. An answer that is no HTTP is a closed connection.
    private String judge(String method, String target, String version) {
        var answer = send(method, target, version, "");
        boolean refused = answer.status() == 0 || answer.status() >= 400 && answer.status() < 506;
        boolean isOurs = answer.status() != 500
                && (answer.body().isEmpty() || answer.text().contains("application/problem+json"));
        return refused && isOurs ? "" : method + " " + target + " " + version + " -> " + answer.text();
    }

    private static <T> T result(Future<T> one) {
        try {
            return one.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
