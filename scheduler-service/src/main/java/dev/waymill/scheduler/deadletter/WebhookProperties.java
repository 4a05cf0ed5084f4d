package dev.waymill.scheduler.deadletter;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param url where new dead letters are sent, http or https; empty to send none
/// @param secret key of the signature; required if a url is set
/// @param interval shortest time between two calls, positive
@ConfigurationProperties("waymill.dead-letters.webhook")
record WebhookProperties(
        @DefaultValue("") String url,
        @DefaultValue("") String secret,
        @DefaultValue("10s") Duration interval) {
    WebhookProperties {
        if (!url.isEmpty() && (secret.isEmpty() || !url.matches("https?://.+"))) {
            throw new IllegalArgumentException(
                    "waymill.dead-letters.webhook: the url must be http or https, and requires a secret");
        }
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("waymill.dead-letters.webhook.interval must be positive");
        }
    }

    boolean isOn() {
        return !url.isEmpty();
    }

    URI uri() {
        return URI.create(url);
    }
}
