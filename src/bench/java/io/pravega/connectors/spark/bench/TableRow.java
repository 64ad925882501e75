// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.Arrays;
import java.util.function.Supplier;

/** The table's rows, by the names that select them. Each is measured in a JVM of its own. */
enum TableRow {
    READ("read", Timing.THREADS, BatchRead::new),
    EXACTLY_ONCE("exactly-once", Timing.THREADS, () -> new BatchWrite(BatchWrite.Mode.EXACTLY_ONCE)),
    AT_LEAST_ONCE("at-least-once", Timing.THREADS, () -> new BatchWrite(BatchWrite.Mode.AT_LEAST_ONCE)),
    TYPED_READ("typed-read", Timing.THREADS, TypedRead::new),
    TYPED_WRITE("typed-write", Timing.THREADS, TypedWrite::new),
    SEGMENTS("segments", Timing.THREADS, ManySegments::new),
    MICRO_BATCH("micro-batch", Timing.THREADS, MicroBatches::exactlyOnce),
    MICRO_BATCH_AT_LEAST_ONCE("micro-batch-at-least-once", Timing.THREADS, MicroBatches::atLeastOnce),
    REAL_TIME("real-time", RealTime.CORES, RealTime::new),
    OPENINGS("openings", Timing.THREADS, Openings::new),
    BYTE_LIMIT("byte-limit", Timing.THREADS, ByteLimit::new),
    FAR_STORE("far-store", Timing.THREADS, FarStore::new),
    STREAMS("streams", Timing.THREADS, ManyStreams::new),
    GROWTH("growth", Timing.THREADS, Growth::new),
    MEMORY("memory", ReaderMemory.READERS, ReaderMemory::new);

    private final String label;
    private final int cores;
    private final Supplier<Measurement> measurement;

    TableRow(String label, int cores, Supplier<Measurement> measurement) {
        this.label = label;
        this.cores = cores;
        this.measurement = measurement;
    }

    static TableRow labelled(String label) {
        return Arrays.stream(values()).filter(row -> row.label.equals(label)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("Invalid row '%s': expected one of%n%s"
                        .formatted(label, Settings.HELP)));
    }

    String label() {
        return label;
    }

    /** How many tasks Spark runs at once. */
    int cores() {
        return cores;
    }

    Measurement measurement() {
        return measurement.get();
    }
}
