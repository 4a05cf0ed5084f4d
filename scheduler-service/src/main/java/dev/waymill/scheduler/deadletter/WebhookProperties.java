package dev.waymill.scheduler.deadletter;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param url who is told of new dead letters, http or https; empty for nobody
/// @param secret signs what is said; must be there when the url is
/// @param interval between two calls, at least
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
