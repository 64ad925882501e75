// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.read.plan.TimeWindows;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.SegmentSlice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A batch of events of one segment, as Spark's columns. It is filled again and again. Payloads are not copied: the
 * batch keeps the array and the position of each. What all events of the segment have in common is kept once.
 */
public final class EventBatch {

    static final int MAX_EVENTS = 2048;
    /** The payload bytes with which a batch is full. They bound the memory that events being read keep in use. */
    private static final long MAX_BYTES = 1 << 20;

    private final byte[][] arrays = new byte[MAX_EVENTS][];
    private final int[] positions = new int[MAX_EVENTS];
    private final int[] lengths = new int[MAX_EVENTS];
    private final long[] offsets = new long[MAX_EVENTS];
    private int size;
    private long bytes;
    private @Nullable StreamId stream;
    private UTF8String scope = UTF8String.EMPTY_UTF8;
    private UTF8String name = UTF8String.EMPTY_UTF8;
    private long segment;
    private final @Nullable EventHeaders headers;
    private final Function<SegmentSlice, TimeWindows> timesOf;
    private TimeWindows times = TimeWindows.UNKNOWN;
    private int window;
    private final ColumnarBatch columns;

    /**
     * Makes an empty batch.
     *
     * @param headers takes the headers off events; null for events that are given as they are
     * @param timesOf the bounds of event time along a slice's segment
     */
    public EventBatch(List<Column> columns, @Nullable EventHeaders headers,
            Function<SegmentSlice, TimeWindows> timesOf) {
        this.headers = headers;
        this.timesOf = timesOf;
        // A streaming query on a table of the catalog expects a column of routing keys behind all others.
        this.columns = new ColumnarBatch(Stream.concat(columns.stream().map(this::vector),
                Stream.of(routingKeys())).toArray(ColumnVector[]::new));
    }

    /** Returns a column of nulls: Pravega does not keep routing keys. */
    private ColumnVector routingKeys() {
        return new EventVector(DataTypes.StringType) {
            @Override
            public boolean hasNull() {
                return true;
            }

            @Override
            public int numNulls() {
                return size;
            }

            @Override
            public boolean isNullAt(int row) {
                return true;
            }
        };
    }

    private ColumnVector vector(Column column) {
        return switch (column) {
            case EVENT -> new EventVector(column) {
                @Override
                public byte[] getBinary(int row) {
                    return Arrays.copyOfRange(arrays[row], positions[row], positions[row] + lengths[row]);
                }
            };
            case SCOPE -> new EventVector(column) {
                @Override
                public UTF8String getUTF8String(int row) {
                    return scope;
                }
            };
            case STREAM -> new EventVector(column) {
                @Override
                public UTF8String getUTF8String(int row) {
                    return name;
                }
            };
            case SEGMENT_ID -> new EventVector(column) {
                @Override
                public long getLong(int row) {
                    return segment;
                }
            };
            case OFFSET -> new EventVector(column) {
                @Override
                public long getLong(int row) {
                    return offsets[row];
                }
            };
            case EVENT_SIZE -> new EventVector(column) {
                @Override
                public int getInt(int row) {
                    return lengths[row];
                }
            };
            case SEGMENT_NUMBER -> new EventVector(column) {
                @Override
                public int getInt(int row) {
                    return SegmentIds.number(segment);
                }
            };
            case SEGMENT_EPOCH -> new EventVector(column) {
                @Override
                public int getInt(int row) {
                    return SegmentIds.epoch(segment);
                }
            };
            case SCHEMA_TYPE, SCHEMA_VERSION, SCHEMA_FORMAT, SCHEMA_CODEC ->
                    Objects.requireNonNull(headers).vector(column);
            case TIME_LOWER_BOUND -> new TimeVector(column) {
                @Override
                public long getLong(int row) {
                    return times.lowerMicros(windowAt(row));
                }
            };
            case TIME_UPPER_BOUND -> new TimeVector(column) {
                @Override
                public long getLong(int row) {
                    return times.upperMicros(windowAt(row));
                }
            };
        };
    }

    private int windowAt(int row) {
        window = times.find(offsets[row], window);
        return window;
    }

    /** A column of bounds of time, some of which are not known. */
    private abstract class TimeVector extends EventVector {

        TimeVector(Column column) {
            super(column);
        }

        @Override
        public boolean hasNull() {
            return numNulls() > 0;
        }

        @Override
        public int numNulls() {
            return (int) IntStream.range(0, size).filter(this::isNullAt).count();
        }

        @Override
        public boolean isNullAt(int row) {
            return getLong(row) == TimeWindows.NONE;
        }
    }

    /** Forgets the events and begins with those of a slice. */
    public void begin(SegmentSlice slice) {
        segment = slice.segmentId();
        if (!slice.stream().equals(stream)) {
            stream = slice.stream();
            scope = UTF8String.fromString(stream.scope());
            name = UTF8String.fromString(stream.name());
        }
        times = timesOf.apply(slice);
        window = 0;
        // The next batch may hold fewer events; what it does not overwrite would be kept from the garbage collector.
        Arrays.fill(arrays, 0, size, null);
        size = 0;
        bytes = 0;
    }

    /** Adds the event that the cursor stands at. */
    public void add(EventCursor event) {
        int header = headers == null ? 0 : headers.take(size, event);
        int length = event.length() - header;
        arrays[size] = event.array();
        positions[size] = event.position() + header;
        lengths[size] = length;
        offsets[size] = event.offset();
        size++;
        bytes += length;
    }

    public boolean isFull() {
        return size == MAX_EVENTS || bytes >= MAX_BYTES;
    }

    /** Returns the events as columns, which are valid until events are added or forgotten. */
    public ColumnarBatch columns() {
        columns.setNumRows(size);
        return columns;
    }
}
