package dev.waymill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A response of the gateway.
public record Answered(HttpResponse<String> response) {
    public int status() {
        return response.statusCode();
    }

    public JsonNode json() {
        return JsonMapper.shared().readTree(response.body());
    }

    /// The text of a field, given as a JSON pointer like `/error/code`.
    public String text(String pointer) {
        return json().at(pointer).asString();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /// Asserts that this is a complete problem with the status and code, and with a trace id.
    public Answered isProblem(int status, String code) {
        assertThat(response.body()).as("status %s", status()).startsWith("{");
        assertThat(status()).as(response.body()).isEqualTo(status);
        assertThat(header("Content-Type")).startsWith("application/problem+json");
        assertThat(text("/code")).isEqualTo(code);
        assertThat(text("/type")).isEqualTo("/problems/" + code);
        assertThat(json().path("status").asInt()).isEqualTo(status);
        assertThat(text("/title")).isNotEmpty();
        assertThat(text("/detail")).isNotEmpty();
        assertThat(text("/traceId")).matches("[0-9a-f]{32}").isEqualTo(header("X-Trace-Id"));
        return this;
    }

    public Answered is(int status) {
        assertThat(status()).as(response.body()).isEqualTo(status);
        return this;
    }
}
