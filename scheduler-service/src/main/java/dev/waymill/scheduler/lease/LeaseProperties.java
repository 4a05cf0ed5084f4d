package dev.waymill.scheduler.lease;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param silence how long a worker may be unheard before its tasks are taken back. It beats once a second, but the
///     scheduler that hears it may die: nobody does then for the six seconds of that one's session
@ConfigurationProperties("waymill.lease")
record LeaseProperties(@DefaultValue("8s") Duration silence) {}
