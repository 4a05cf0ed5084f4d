package dev.waymill.gateway.key;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// `waymill.keys.*`
///
/// @param adminFile where the first start writes an admin key, and where later starts look for it; none when not set
@ConfigurationProperties("waymill.keys")
record KeyProperties(@Nullable Path adminFile) {}
