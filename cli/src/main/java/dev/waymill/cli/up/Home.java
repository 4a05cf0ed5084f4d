package dev.waymill.cli.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where Waymill was built, and where its state lies.
public final class Home {
    private Home() {}

    /// The checkout: the script says where it lies.
    static Path root() {
        return Path.of(System.getProperty("waymill.home", "")).toAbsolutePath().normalize();
    }

    public static Path defaultDataDirectory() {
        return root().resolve(".waymill");
    }

    /// A service's jar with its libraries beside it, as the build unpacks it.
    static Path jar(String service) throws IOException {
        var jar = app(service).resolve(service + "-boot.jar");
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; build it with ./mvnw -DskipTests package");
        }
        return jar;
    }

    /// Where a service's start cache lies.
    static Path startCache(String service) {
        return app(service).resolve(service + ".aot");
    }

    private static Path app(String service) {
        return root().resolve(service).resolve("target").resolve("app");
    }
}
