package dev.waymill.gateway.upload;

import dev.waymill.objects.ObjectInventory;
import dev.waymill.objects.ObjectStore;
import dev.waymill.objects.ObjectStores;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronizationManager;

@Configuration(proxyBeanMethods = false)
class UploadConfiguration {
    @Bean
    ObjectStores objectStores(StorageProperties properties, Clock clock) throws IOException {
        return ObjectStores.open(
                properties.directory(),
                properties.uri(),
                properties.s3(),
                TransactionSynchronizationManager::isActualTransactionActive,
                clock);
    }

    @Bean
    ObjectStore objectStore(ObjectStores stores) {
        return stores.objects();
    }

    @Bean
    ObjectInventory objectInventory(ObjectStores stores) {
        return stores.inventory();
    }
}
