package dev.waymill.worker.imports;

import dev.waymill.objects.ObjectStore;
import dev.waymill.objects.ObjectStores;
import dev.waymill.objects.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Where uploaded files are stored, by either `directory` or `uri`; must be the gateway's store, too.
///
/// @param directory a local directory
/// @param uri `file:///DIRECTORY` or `s3://BUCKET/PREFIX`
/// @param s3 how to reach the S3 store; what is missing is taken from the AWS environment
@ConfigurationProperties("waymill.object-store")
record ObjectStoreProperties(
        @Nullable Path directory,
        @Nullable URI uri,
        @Nullable S3Settings s3) {
    @Configuration(proxyBeanMethods = false)
    static class Store {
        @Bean
        ObjectStore objectStore(ObjectStoreProperties properties, Clock clock) throws IOException {
            return ObjectStores.open(
                            properties.directory(),
                            properties.uri(),
                            properties.s3(),
                            TransactionSynchronizationManager::isActualTransactionActive,
                            clock)
                    .objects();
        }
    }
}
