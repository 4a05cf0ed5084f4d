package dev.waymill.scheduler.deadletter;

import dev.waymill.events.rest.DeadLetter;
import dev.waymill.runtime.loop.Loop;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Sends new dead letters to a URL: `{"items": […], "waiting": n}`, with items as in the list. The header
/// `X-Waymill-Signature: t=SECONDS,v1=HEX` contains the HMAC-SHA256 of `SECONDS.BODY` with the secret as the
/// key. The receiver checks it, and checks that the time is recent. A call without a 2xx response is repeated,
/// so an item may arrive twice. Confined to its loop's thread.
@Component
class Webhook {
    private static final Logger log = LoggerFactory.getLogger(Webhook.class);
    private static final int MOST_ITEMS = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String ALGORITHM = "HmacSHA256";

    private final WebhookProperties properties;
    private final WebhookSchedule schedule;
    private final JsonMapper json;
    private final Clock clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    Webhook(WebhookProperties properties, WebhookSchedule schedule, JsonMapper json, Clock clock) {
        this.properties = properties;
        this.schedule = schedule;
        this.json = json;
        this.clock = clock;
    }

    @Bean
    static Loop webhookLoop(Webhook webhook) {
        return new Loop("webhook", Duration.ofSeconds(1), webhook::tick);
    }

    record Body(List<DeadLetter.Item> items, long waiting) {}

    /// Makes one call, if it is due.
    boolean tick() {
        if (!properties.isOn()) {
            return false;
        }
        schedule.take(properties.interval()).ifPresent(this::call);
        return false;
    }

    private void call(int failures) {
        var notices = schedule.next(MOST_ITEMS);
        if (notices.items().isEmpty()) {
            return;
        }
        try {
            int status = post(json.writeValueAsString(new Body(notices.items(), notices.waiting())));
            if (status / 100 == 2) {
                schedule.delivered(notices.positions(), properties.interval());
                return;
            }
            logFailure("status " + status, failures);
        } catch (IOException e) {
            logFailure(String.valueOf(e), failures);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void logFailure(String why, int failures) {
        log.warn("The dead-letter webhook failed {} times in a row, retrying later: {}", failures, why);
    }

    private int post(String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(properties.uri())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-Waymill-Signature", signature(clock.instant().getEpochSecond(), body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        // The response body is not read, since it could be endless.
        answer.body().close();
        return answer.statusCode();
    }

    private String signature(long seconds, String body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(properties.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] sum = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
