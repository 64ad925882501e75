// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Memory that one more reader holds in the middle of its work: the live bytes with many readers stopped after some
 * events, less those with one, by the number of readers between.
 */
final class ReaderMemory implements Measurement {

    /** As many tasks run at once, one for each segment. */
    static final int READERS = 16;

    private static final int EVENT_BYTES = 100;
    private static final double MEGABYTE = 1 << 20;
    /** So that each segment is worth a task. */
    private static final long EVENTS_PER_READER = 600_000;
    /** Where all readers of the running job meet; they are threads of this JVM. */
    private static volatile CyclicBarrier meeting;
    private static volatile long liveBytes;

    @Override
    public void run(Lab lab) throws Exception {
        long each = lab.settings().scaled(EVENTS_PER_READER);
        try (Server server = lab.freshServer(); BareWriter writer = new BareWriter(server)) {
            String one = server.newStream(1);
            writer.fill(one, each, EVENT_BYTES);
            String many = server.newStream(READERS);
            writer.fill(many, each * READERS, EVENT_BYTES);
            for (long events : List.of(each / 200, each / 2)) {
                measure(lab, events, lab.read(server, one), lab.read(server, many));
            }
        }
    }

    private static void measure(Lab lab, long events, Dataset<Row> one, Dataset<Row> many) throws Exception {
        int readers = many.javaRDD().getNumPartitions();
        if (readers < 2 || readers > READERS) {
            throw new IllegalStateException("Cannot measure: %d readers, expected 2 to %d".formatted(readers, READERS));
        }
        List<Double> samples = new ArrayList<>();
        for (int i = -lab.settings().warmUps(); i < lab.settings().pairs(); i++) {
            long alone = liveBytes(one, 1, events);
            long together = liveBytes(many, readers, events);
            if (i >= 0) {
                samples.add((together - alone) / MEGABYTE / (readers - 1));
            }
        }
        lab.report(Result.absolute("memory per reader after %,d events, %d readers".formatted(events, readers),
                EVENT_BYTES, "MB", Spread.of(samples), Target.atMost(8)));
    }

    private static long liveBytes(Dataset<Row> rows, int readers, long events) {
        meeting = new CyclicBarrier(readers, ReaderMemory::measureLiveBytes);
        rows.foreachPartition((ForeachPartitionFunction<Row>) partition -> {
            for (long i = 0; i < events && partition.hasNext(); i++) {
                partition.next();
            }
            meeting.await(1, TimeUnit.MINUTES);
        });
        return liveBytes;
    }

    /** Heap after collection, and memory outside the heap; the most within a while, as bytes asked for keep coming. */
    private static void measureLiveBytes() {
        long most = 0;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        while (System.nanoTime() < end) {
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
            most = Math.max(most, heap + direct + Math.max(0, PlatformDependent.usedDirectMemory()));
        }
        liveBytes = most;
    }
}
