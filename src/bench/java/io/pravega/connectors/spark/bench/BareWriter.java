// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import io.pravega.client.EventStreamClientFactory;
import io.pravega.client.stream.EventStreamWriter;
import io.pravega.client.stream.EventWriterConfig;
import io.pravega.client.stream.Transaction;
import io.pravega.client.stream.TransactionalEventStreamWriter;
import io.pravega.client.stream.impl.ByteBufferSerializer;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.concurrent.Future;

/** The plain client's ways to write a stream. */
final class BareWriter implements AutoCloseable {

    private static final int BATCH_BYTES = 100_000;

    private final EventStreamClientFactory factory;
    private final EventWriterConfig config = EventWriterConfig.builder().build();
    private final String[] keys = EventBytes.keys();

    BareWriter(Server server) {
        factory = EventStreamClientFactory.withScope(Server.SCOPE, server.config());
    }

    EventStreamWriter<ByteBuffer> open(String stream) {
        return factory.createEventWriter(stream, new ByteBufferSerializer(), config);
    }

    /** Puts data there as fast as the client can: many events of one key at a time. */
    void fill(String stream, long events, int eventBytes) throws Exception {
        ByteBuffer event = ByteBuffer.wrap(EventBytes.ofSize(eventBytes));
        // Small streams get many small batches, so that every segment has its share.
        int batch = (int) Math.max(1, Math.min(BATCH_BYTES / eventBytes, events / EventBytes.KEYS));
        try (EventStreamWriter<ByteBuffer> writer = open(stream)) {
            int key = 0;
            Future<?> last = null;
            for (long left = events; left > 0; left -= batch) {
                last = writer.writeEvents(keys[key++ % keys.length],
                        Collections.nCopies((int) Math.min(batch, left), event));
                if (key % keys.length == 0) {
                    last.get();
                }
            }
            writer.flush();
        }
    }

    /** Each thread writes its share, event by event. */
    void write(String stream, long events, int eventBytes) throws Exception {
        ByteBuffer event = ByteBuffer.wrap(EventBytes.ofSize(eventBytes));
        Timing.onThreads(thread -> {
            try (EventStreamWriter<ByteBuffer> writer = open(stream)) {
                for (long i = thread; i < events; i += Timing.THREADS) {
                    writer.writeEvent(keys[(int) (i % keys.length)], event);
                }
                writer.flush();
            }
        });
    }

    /** Each thread writes its share, event by event, in one transaction; returns when all of them are visible. */
    void writeInTransactions(String stream, long events, int eventBytes) throws Exception {
        Timing.onThreads(thread -> {
            long share = events / Timing.THREADS + (thread < events % Timing.THREADS ? 1 : 0);
            writeInTransaction(stream, share, eventBytes);
        });
    }

    /** Writes event by event in one transaction; returns when it is visible. */
    void writeInTransaction(String stream, long events, int eventBytes) throws Exception {
        ByteBuffer event = ByteBuffer.wrap(EventBytes.ofSize(eventBytes));
        try (TransactionalEventStreamWriter<ByteBuffer> writer =
                factory.createTransactionalEventWriter(stream, new ByteBufferSerializer(), config)) {
            Transaction<ByteBuffer> transaction = writer.beginTxn();
            for (long i = 0; i < events; i++) {
                transaction.writeEvent(keys[(int) (i % keys.length)], event);
            }
            transaction.flush();
            transaction.commit();
            while (transaction.checkStatus() != Transaction.Status.COMMITTED) {
                Thread.sleep(1);
            }
        }
    }

    @Override
    public void close() {
        factory.close();
    }
}
