package dev.waymill.cli.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The location of the build and of the data directory.
public final class Home {
    private Home() {}

    /// Returns the checkout's directory, which the script passes as a system property.
    static Path root() {
        return Path.of(System.getProperty("waymill.home", "")).toAbsolutePath().normalize();
    }

    public static Path defaultDataDirectory() {
        return root().resolve(".waymill");
    }

    /// Returns a service's jar, which the build unpacks with its libraries next to it.
    static Path jar(String service) throws IOException {
        var jar = app(service).resolve(service + "-boot.jar");
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; build it with ./mvnw -DskipTests package");
        }
        return jar;
    }

    /// Returns the path of a service's AOT cache.
    static Path startCache(String service) {
        return app(service).resolve(service + ".aot");
    }

    private static Path app(String service) {
        return root().resolve(service).resolve("target").resolve("app");
    }
}
