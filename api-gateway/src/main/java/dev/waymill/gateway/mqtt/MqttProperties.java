package dev.waymill.gateway.mqtt;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `waymill.mqtt.*`
///
/// @param url the broker, `mqtt://host:1883` or with TLS `mqtts://host:8883`; null for none
/// @param user the user of the gateway at the broker; null for none
/// @param password its password; null for none
/// @param clientId names the session at the broker; at one time, only one gateway may use it
/// @param topic the topics to subscribe to; its first two `+` are the user and the device
/// @param owners the owner of each user's points; a message of another user is not kept
@ConfigurationProperties("waymill.mqtt")
record MqttProperties(
        @Nullable URI url,
        @Nullable String user,
        @Nullable String password,
        @DefaultValue("waymill") String clientId,
        @DefaultValue("owntracks/+/+") String topic,
        @DefaultValue Map<String, String> owners) {
    MqttProperties {
        owners = Map.copyOf(owners);
    }

    /// Leaves out the password, so that logs never contain it.
    @Override
    public String toString() {
        return "MqttProperties[url=" + url + ", topic=" + topic + "]";
    }
}
