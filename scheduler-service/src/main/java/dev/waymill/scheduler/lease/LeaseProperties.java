package dev.waymill.scheduler.lease;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param silence how long a worker may be unheard before its tasks are taken back; it beats once a second
@ConfigurationProperties("waymill.lease")
record LeaseProperties(@DefaultValue("5s") Duration silence) {}
