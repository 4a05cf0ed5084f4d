package dev.waymill.worker.imports;

import dev.waymill.objects.DirectoryObjectStore;
import dev.waymill.objects.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// @param directory where uploaded files are stored; must be the gateway's directory, too
@ConfigurationProperties("waymill.object-store")
record ObjectStoreProperties(Path directory) {
    @Configuration(proxyBeanMethods = false)
    static class Store {
        @Bean
        ObjectStore objectStore(ObjectStoreProperties properties) throws IOException {
            return new DirectoryObjectStore(properties.directory());
        }
    }
}
