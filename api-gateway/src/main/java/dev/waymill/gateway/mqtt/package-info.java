/// An optional subscriber to an MQTT broker, for phones with OwnTracks in mode MQTT. A message is acknowledged after
/// its points were stored. The owner of a message is set for the user in its topic, never taken from the message.
@NullMarked
@ApplicationModule(allowedDependencies = {"ingest", "owntracks", "problem"})
package dev.waymill.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
