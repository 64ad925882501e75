// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.commit;

import io.pravega.client.tables.ConditionalTableUpdateException;
import io.pravega.client.tables.Insert;
import io.pravega.client.tables.KeyValueTable;
import io.pravega.client.tables.Put;
import io.pravega.client.tables.Remove;
import io.pravega.client.tables.TableEntry;
import io.pravega.client.tables.TableKey;
import io.pravega.client.tables.TableModification;
import io.pravega.client.tables.Version;
import io.pravega.connectors.spark.client.CommitLedger;
import io.pravega.connectors.spark.client.PravegaException;
import io.pravega.connectors.spark.client.RefusedException;
import io.pravega.connectors.spark.client.connection.Failures;
import io.pravega.connectors.spark.client.connection.Purpose;
import io.pravega.connectors.spark.client.connection.TableTokenController;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A commit ledger in a key-value table of the scope. The key is a hash of the entry's name, of the fixed length that
 * tables want; the value is the name's length and the name, for whoever looks at the table, and then the bytes.
 */
public final class RemoteLedger implements CommitLedger {

    /** How long the server may take for one answer; then another socket, or another server, is asked. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

    private static final int ENTRIES_PER_CALL = 100;
    /** What writers can do whom the ledger keeps from writing. */
    private static final String ADVICE =
            "; option commit_ledger=false gives up the ledger and the protection it gives";

    private final LedgerTables tables;
    private final String scope;
    private final Purpose purpose;

    public RemoteLedger(LedgerTables tables, String scope) {
        this.tables = tables;
        this.scope = scope;
        this.purpose = new Purpose("use the commit ledger in scope '%s'".formatted(scope),
                ("read and write permission on prn::/scope:%1$s/key-value-table:%2$s and "
                        + "prn::/scope:%1$s/stream:%2$s_kvtable, and on prn::/scope:%1$s if the table is yet to be "
                        + "created").formatted(scope, TableTokenController.LEDGER_TABLE));
    }

    @Override
    public Optional<Entry> read(String name) {
        return Optional.ofNullable(call(ADVICE, table -> table.get(key(name)))).map(found -> stored(name, found));
    }

    @Override
    public Entry write(String name, Optional<Entry> expected, byte[] value) {
        ByteBuffer content = content(name, value);
        TableModification change = expected.isEmpty() ? new Insert(key(name), content)
                : new Put(key(name), content, ((Stored) expected.get()).version);
        try {
            return new Stored(value, call(ADVICE, table -> table.update(change)));
        } catch (LostRaceException e) {
            // The call may have been repeated after its first answer was lost: then it lost against itself.
            Optional<Entry> now = read(name);
            if (now.isPresent() && Arrays.equals(now.get().value(), value)) {
                return now.get();
            }
            throw new CommitLedger.ConflictException(name, e.getCause());
        }
    }

    @Override
    public Map<String, Entry> entries() {
        if (!tables.exists(scope, purpose)) {
            return Map.of();
        }
        Map<String, Entry> entries = new ConcurrentHashMap<>();
        call("", table -> table.iterator().maxIterationSize(ENTRIES_PER_CALL).all().entries().forEachRemaining(
                found -> found.getItems().forEach(item -> entries.put(name(item), stored(name(item), item))),
                Runnable::run));
        return entries;
    }

    @Override
    public boolean remove(String name, Entry expected) {
        try {
            call("", table -> table.update(new Remove(key(name), ((Stored) expected).version)));
            return true;
        } catch (LostRaceException e) {
            return false;
        }
    }

    private <T> T call(String advice, Function<KeyValueTable, CompletableFuture<T>> request) {
        try {
            return tables.use(scope, purpose, table -> Failures.await(purpose, request.apply(table), ANSWER_LIMIT));
        } catch (UncheckedIOException e) {
            // The thread was interrupted, which says nothing of the ledger.
            throw e;
        } catch (RuntimeException e) {
            if (e.getCause() instanceof ConditionalTableUpdateException) {
                throw new LostRaceException(e.getCause());
            }
            tables.forget(scope);
            if (e.getCause() instanceof TimeoutException) {
                tables.leaveSilentServer(scope);
            }
            RuntimeException translated = Failures.translate(purpose, e);
            String sentence = translated.getMessage() + advice;
            throw translated instanceof RefusedException ? new RefusedException(sentence, e)
                    : new PravegaException(sentence, e);
        }
    }

    private static TableKey key(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return new TableKey(ByteBuffer.wrap(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteBuffer content(String name, byte[] value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        int length = Integer.BYTES + nameBytes.length + value.length;
        if (length > KeyValueTable.MAXIMUM_VALUE_LENGTH) {
            throw new CommitLedger.EntryTooLongException(name, value.length,
                    KeyValueTable.MAXIMUM_VALUE_LENGTH - Integer.BYTES - nameBytes.length);
        }
        return ByteBuffer.allocate(length).putInt(nameBytes.length).put(nameBytes).put(value).flip();
    }

    private static Entry stored(String name, TableEntry found) {
        ByteBuffer content = found.getValue().duplicate();
        String foundName = name(content);
        if (!name.equals(foundName)) {
            throw new IllegalStateException("Cannot read ledger entry '%s': the entry in its place is named '%s'"
                    .formatted(name, foundName));
        }
        byte[] value = new byte[content.remaining()];
        content.get(value);
        return new Stored(value, found.getVersion());
    }

    private static String name(TableEntry found) {
        return name(found.getValue().duplicate());
    }

    /** Reads the name, which stands before the value. */
    private static String name(ByteBuffer content) {
        byte[] bytes = new byte[content.getInt()];
        content.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static final class Stored implements Entry {
        private final byte[] value;
        private final Version version;

        private Stored(byte[] value, Version version) {
            this.value = value;
            this.version = version;
        }

        @Override
        public byte[] value() {
            return value.clone();
        }
    }

    private static final class LostRaceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private LostRaceException(Throwable cause) {
            super(cause);
        }
    }
}
