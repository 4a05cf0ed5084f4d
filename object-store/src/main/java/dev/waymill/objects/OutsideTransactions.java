package dev.waymill.objects;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// A store that refuses calls from within a database transaction, so that a slow store never holds rows locked.
/// Reading from a stream that was opened before is allowed.
///
/// @param inTransaction whether the calling thread is in one
record OutsideTransactions(BooleanSupplier inTransaction) {
    ObjectStores guard(ObjectStores stores) {
        return new ObjectStores(new Store(this, stores.objects()), new Inventory(this, stores.inventory()));
    }

    private void check() {
        if (inTransaction.getAsBoolean()) {
            throw new IllegalStateException("The object store is called in a database transaction");
        }
    }

    private record Store(OutsideTransactions transactions, ObjectStore store) implements ObjectStore {
        @Override
        public StoredObject put(String key, InputStream content, long maxBytes)
                throws IOException, ObjectTooLargeException {
            transactions.check();
            return store.put(key, content, maxBytes);
        }

        @Override
        public InputStream open(String key) throws IOException {
            transactions.check();
            return store.open(key);
        }

        @Override
        public void delete(String key) throws IOException {
            transactions.check();
            store.delete(key);
        }
    }

    private record Inventory(OutsideTransactions transactions, ObjectInventory inventory) implements ObjectInventory {
        @Override
        public void list(String folder, Taker taker) throws IOException {
            transactions.check();
            inventory.list(folder, taker);
        }

        @Override
        public Optional<Instant> storedAt(String key) throws IOException {
            transactions.check();
            return inventory.storedAt(key);
        }

        @Override
        public int deleteAbandoned(Duration quiet) throws IOException {
            transactions.check();
            return inventory.deleteAbandoned(quiet);
        }
    }
}
