package dev.waymill.gateway.upload;

import dev.waymill.objects.DirectoryInventory;
import dev.waymill.objects.DirectoryObjectStore;
import dev.waymill.objects.ObjectInventory;
import dev.waymill.objects.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class UploadConfiguration {
    @Bean
    ObjectStore objectStore(StorageProperties properties) throws IOException {
        return new DirectoryObjectStore(properties.directory());
    }

    @Bean
    ObjectInventory objectInventory(StorageProperties properties, Clock clock) {
        return new DirectoryInventory(properties.directory(), clock);
    }
}
