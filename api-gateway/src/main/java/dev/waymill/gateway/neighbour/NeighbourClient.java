package dev.waymill.gateway.neighbour;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks one neighbour over HTTP and turns whatever happens into an [Answer]. Thread-safe.
final class NeighbourClient {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourClient.class);

    private final RestClient rest;

    /// @param read how long it may take from the request to the last byte of the answer
    NeighbourClient(URI url, Duration connect, Duration read) {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connect)
                .build();
        var requests = new JdkClientHttpRequestFactory(client);
        requests.setReadTimeout(read);
        this.rest = RestClient.builder()
                .baseUrl(url.toString())
                .requestFactory(requests)
                .build();
    }

    /// @param path with `{}`-style variables, which are encoded
    Answer ask(HttpMethod method, String path, Object... variables) {
        return exchange(method + " " + path, rest.method(method).uri(path, variables));
    }

    /// Sends a JSON body along.
    Answer post(JsonNode body, String path, Object... variables) {
        var request = rest.post().uri(path, variables).contentType(MediaType.APPLICATION_JSON);
        return exchange("POST " + path, request.body(JSON.writeValueAsBytes(body)));
    }

    private static Answer exchange(String what, RestClient.RequestHeadersSpec<?> request) {
        try {
            var answer = request.exchange((_, response) -> NeighbourClient.read(response));
            return answer == null ? new Answer.Away("no answer") : answer;
        } catch (ResourceAccessException e) {
            LOG.debug("{} got no answer", what, e);
            return new Answer.Away(String.valueOf(e.getMessage()));
        }
    }

    private static Answer read(ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        if (status >= 500) {
            return new Answer.Away("status " + status);
        }
        byte[] bytes = response.getBody().readAllBytes();
        if (status >= 400) {
            return refusal(status, bytes);
        }
        try {
            return new Answer.Ok(JSON.readTree(bytes));
        } catch (JacksonException _) {
            return new Answer.Away("it answered with something that is no JSON");
        }
    }

    private static Answer refusal(int status, byte[] problem) {
        try {
            JsonNode json = JSON.readTree(problem);
            return new Answer.Refused(
                    status, json.path("code").asString(""), json.path("detail").asString(""));
        } catch (JacksonException _) {
            return new Answer.Refused(status, "", "");
        }
    }
}
