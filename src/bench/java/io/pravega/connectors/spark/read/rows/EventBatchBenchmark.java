// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.client.EventFormat;
import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What it takes to hand an event to Spark in columns, and to read it there. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventBatchBenchmark {

    private static final SegmentSlice SLICE = new SegmentSlice(new StreamId("scope", "stream"), 1, 0, 1);

    private static final int EVENTS = 500;

    /** Payload. */
    @Param({"100", "1024"})
    public int eventBytes;

    /** Which columns are asked for. */
    @Param({"ALL", "EVENT", "OFFSET"})
    public Columns columns;

    private EventBatch batch;
    private EventCursor event;

    /** Choices of columns. */
    public enum Columns {
        /** All but the hidden ones. */
        ALL(Column.VISIBLE),
        /** The payload alone. */
        EVENT(List.of(Column.EVENT)),
        /** A number alone. */
        OFFSET(List.of(Column.OFFSET));

        private final List<Column> asked;

        Columns(List<Column> asked) {
            this.asked = asked;
        }
    }

    /** Makes the batch and the event. */
    @Setup
    public void prepare() {
        batch = new EventBatch(columns.asked, null, slice -> TimeWindows.UNKNOWN);
        event = new OneEvent(new byte[EventFormat.HEADER_BYTES + eventBytes]);
    }

    /** Fills the batch and reads the column that differs from event to event. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void fillAndRead(Blackhole reader) {
        batch.begin(SLICE);
        for (int i = 0; i < EVENTS; i++) {
            batch.add(event);
        }
        ColumnarBatch filled = batch.columns();
        for (int i = 0; i < EVENTS; i++) {
            if (columns == Columns.OFFSET) {
                reader.consume(filled.column(0).getLong(i));
            } else {
                reader.consume(filled.column(0).getBinary(i));
            }
        }
    }

    /** Always the same event. */
    private record OneEvent(byte[] array) implements EventCursor {

        @Override
        public boolean next() {
            return true;
        }

        @Override
        public int position() {
            return EventFormat.HEADER_BYTES;
        }

        @Override
        public int length() {
            return array.length - EventFormat.HEADER_BYTES;
        }

        @Override
        public long offset() {
            return 0;
        }

        @Override
        public void close() {
            // There is nothing to give up.
        }
    }
}
