package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// Unknown query parameters are refused on every route.
class QueryIT {
    private static final String INGEST = "/api/v1/ingest/";
    private static final Set<String> OF_OTHER_SERVERS = Set.of(
            "POST /api/v1/overland/batches",
            "POST /api/v1/owntracks/points",
            "POST /api/v1/traccar/points",
            "POST /pub");

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void every_route_refuses_a_parameter_that_it_does_not_have() {
        var lenient = new TreeSet<String>();
        int strict = 0;
        for (var route : routes().entrySet()) {
            for (var request : requests(route.getKey(), "zzz=1")) {
                var answer = request.answer();
                if (request.isLenient()) {
                    lenient.add(request.line());
                    assertThat(answer.response().body()).as(request.line()).doesNotContain("unknown-parameter");
                } else {
                    strict++;
                    assertThat(answer.status()).as(request.line()).isEqualTo(400);
                    if (!request.line().startsWith("HEAD")) {
                        answer.isProblem(400, "unknown-parameter");
                        assertThat(answer.text("/errors/0/pointer")).isEqualTo("?zzz");
                    }
                }
            }
        }
        assertThat(strict).isGreaterThan(40);
        assertThat(lenient)
                .containsExactly(
                        "GET /api/v1/ingest/gpslogger",
                        "GET /api/v1/ingest/osmand",
                        "GET /api/v1/ingest/phonetrack/{device}",
                        "POST /api/v1/ingest/gpslogger",
                        "POST /api/v1/ingest/osmand",
                        "POST /api/v1/ingest/overland",
                        "POST /api/v1/ingest/owntracks",
                        "POST /api/v1/ingest/owntracks/pub",
                        "POST /api/v1/ingest/phonetrack/{device}",
                        "POST /api/v1/ingest/ulogger/client/index.php",
                        "POST /api/v1/overland/batches",
                        "POST /api/v1/owntracks/points",
                        "POST /api/v1/traccar/points",
                        "POST /pub");
    }

    /// What the description lists must not be refused as unknown.
    @Test
    void every_parameter_of_the_description_is_known() {
        var api = gateway.get("/openapi.json", "").is(200).json();
        int known = 0;
        for (var path : api.path("paths").properties()) {
            for (JsonNode parameter : path.getValue().path("get").path("parameters")) {
                if (parameter.path("in").asString().equals("query")) {
                    var address = path.getKey()
                                    .replaceAll("\\{[^}]*}", UUID.randomUUID().toString()) + "?"
                            + parameter.path("name").asString() + "=x";
                    known++;
                    assertThat(gateway.get(address, gateway.adminKey())
                                    .response()
                                    .body())
                            .as(address)
                            .doesNotContain("unknown-parameter");
                }
            }
        }
        assertThat(known).isGreaterThan(20);
        for (var name : List.of("filename=a", "grace=PT0S", "format=gpx", "columns=time:a", "onDamage=keep")) {
            gateway.upload("?" + name, gateway.adminKey(), name.getBytes()).is(202);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /api/v1/imports?Grace=PT0S        | ?Grace     | Did you mean "grace"?
                    /api/v1/imports?ondamage=keep     | ?ondamage  | Did you mean "onDamage"?
                    /api/v1/imports?fromat=gpx        | ?fromat    | Did you mean "format"?
                    /api/v1/imports?device=x          | ?device    | Known are columns, filename, format, grace, onDamage, shift, timePattern, waypoints, zone.
                    /api/v1/imports?filename=a&x%26=1 | ?x&        | Known are
                    /api/v1/jobs?dryRun=true          | ?dryRun    | this operation has none
                    """)
    void a_problem_names_the_nearest_known_parameter(String address, String pointer, String advice) {
        long jobs = jobs();

        var problem = gateway.post(address, gateway.adminKey(), "{\"type\": \"noop\"}")
                .isProblem(400, "unknown-parameter");

        assertThat(problem.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(problem.text("/detail")).contains(advice);
        assertThat(jobs()).isEqualTo(jobs);
    }

    @Test
    void a_parameter_that_occurs_twice_is_refused() {
        var problem = gateway.get("/api/v1/jobs?limit=1&type=noop&limit=2", gateway.adminKey())
                .isProblem(400, "invalid-parameter");
        assertThat(problem.text("/errors/0/pointer")).isEqualTo("?limit");
    }

    @Test
    void a_stranger_is_asked_for_a_key_first_and_a_name_of_any_length_is_cut() {
        gateway.get("/api/v1/jobs?zzz=1", "").isProblem(401, "unauthenticated");
        var problem = gateway.get("/api/v1/jobs?" + "x".repeat(5_000) + "=1", gateway.adminKey())
                .isProblem(400, "unknown-parameter");
        assertThat(problem.text("/errors/0/pointer")).hasSize(102);
        gateway.get("/api/v1/jobs?&limit=1&", gateway.adminKey()).is(200);
    }

    private static long jobs() {
        return gateway.jdbc().sql("SELECT count(*) FROM job").query(Long.class).single();
    }

    private static Map<RequestMappingInfo, HandlerMethod> routes() {
        var routes = gateway.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods();
        return routes.entrySet().stream()
                .filter(route -> route.getValue().getBeanType().getName().startsWith("dev.waymill.gateway."))
                // The servlet's own path for errors is not a route for clients.
                .filter(route -> !route.getKey().getPatternValues().contains("/error"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private record Call(String line, Answered answer) {
        boolean isLenient() {
            return line.contains(" " + INGEST) || OF_OTHER_SERVERS.contains(line);
        }
    }

    private static List<Call> requests(RequestMappingInfo info, String query) {
        var calls = new ArrayList<Call>();
        for (var pattern : info.getPatternValues()) {
            var methods = info.getMethodsCondition().getMethods();
            for (var method : methods.isEmpty() ? List.of(RequestMethod.GET) : methods) {
                var params = info.getParamsCondition().getExpressions().stream()
                        .filter(expression -> !expression.isNegated())
                        .map(expression -> expression.getName() + "=x&")
                        .reduce("", String::concat);
                var address = pattern.replaceAll("\\{[^}]*}", UUID.randomUUID().toString()) + "?" + params + query;
                var type = info.getConsumesCondition().getConsumableMediaTypes().stream()
                        .findFirst()
                        .orElse(MediaType.APPLICATION_JSON);
                var request = gateway.request(address, gateway.adminKey())
                        .header("Content-Type", type.toString())
                        .header("Tus-Resumable", "1.0.0")
                        .method(method.name(), BodyPublishers.ofString("{}"));
                calls.add(new Call(method + " " + pattern, gateway.send(request)));
            }
        }
        return calls;
    }
}
