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

/// Tries the routes of a running service without credentials, over raw sockets: each with every method and
/// every variant of its path.
///
/// @param port of the service on this machine
/// @param open a path there that is open without credentials
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

    /// A route of the service.
    ///
    /// @param pattern with `{name}` and `*`, as in Spring MVC
    public record Route(String method, String pattern) {
        /// Parses a route.
        ///
        /// @param text e.g. `GET /internal/jobs/{id}`
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

    /// Returns the routes that accept a request without credentials.
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

    /// Requests each closed route in every way.
    ///
    /// @param isOpen the open routes, as returned by [#openOf]
    /// @return the responses that are not refusals with a problem or an empty body; expected to be empty
    public List<String> lettingIn(Collection<Route> routes, Set<String> isOpen) {
        var closed = routes.stream()
                .filter(route -> !isOpen.contains(route.toString()))
                .toList();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var tries = closed.stream()
                    .map(route -> threads.submit(() -> wrongResponses(route).toList()))
                    .toList();
            return tries.stream().flatMap(one -> result(one).stream()).toList();
        }
    }

    /// Sends one request. POST, PUT and PATCH have an empty JSON object as body.
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

    private Stream<String> wrongResponses(Route route) {
        var path = route.path();
        var plain = METHODS.stream().map(method -> judge(method, path, "HTTP/1.1"));
        var old = Stream.of(judge(route.method(), path, "HTTP/1.0"), judge(route.method(), path, "HTTP/1.7"));
        var spelt = PathSpellings.of(path, open).stream()
                .filter(target -> !target.startsWith(open + "?"))
                .map(target -> judge(route.method(), target, "HTTP/1.1"));
        return Stream.of(plain, old, spelt).flatMap(all -> all).filter(answer -> !answer.isEmpty());
    }

    /// Returns an empty text if the response is a proper refusal. Bytes that are not HTTP count as a closed
    /// connection.
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
