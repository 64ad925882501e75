// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows;

import io.pravega.connectors.spark.client.EventCursor;
import io.pravega.connectors.spark.format.HeaderParser;
import io.pravega.connectors.spark.format.HeaderParser.EventEncoding;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The headers of the events of a batch, which are taken off, and what they say, as columns. */
public final class EventHeaders {

    /** Null when no query wants to know what headers say, so that nobody is asked. */
    private final @Nullable HeaderParser parser;
    private final @Nullable EventEncoding[] encodings = new EventEncoding[EventBatch.MAX_EVENTS];
    private int size;

    private EventHeaders(@Nullable HeaderParser parser) {
        this.parser = parser;
    }

    /** Returns null when events are given as they are. */
    public static @Nullable EventHeaders of(ReadColumns columns) {
        if (columns.strippedHeader() == null) {
            return null;
        }
        boolean wanted = columns.columns().stream().anyMatch(Column::ofHeader);
        return new EventHeaders(wanted ? new HeaderParser(columns.strippedHeader()) : null);
    }

    /** Notes what the header of the next event of the batch says, and returns its length. */
    int take(int row, EventCursor event) {
        int length = HeaderParser.headerLength(event.array(), event.position(), event.length());
        if (parser != null) {
            encodings[row] = length == 0 ? null : parser.encoding(event.array(), event.position());
            size = row + 1;
        }
        return length;
    }

    /** Returns one of the columns that tell what headers say. */
    ColumnVector vector(Column column) {
        return switch (column) {
            case SCHEMA_TYPE -> new HeaderVector(column, EventEncoding::type);
            case SCHEMA_VERSION -> new HeaderVector(column, EventEncoding::version);
            case SCHEMA_FORMAT -> new HeaderVector(column, EventEncoding::format);
            case SCHEMA_CODEC -> new HeaderVector(column, EventEncoding::codec);
            default -> throw new IllegalArgumentException("No header tells " + column);
        };
    }

    /** A column that is null for events without a header. */
    private final class HeaderVector extends EventVector {
        private final Function<EventEncoding, @Nullable Object> part;

        private HeaderVector(Column column, Function<EventEncoding, @Nullable Object> part) {
            super(column);
            this.part = part;
        }

        private @Nullable Object value(int row) {
            EventEncoding encoding = encodings[row];
            return encoding == null ? null : part.apply(encoding);
        }

        @Override
        public boolean hasNull() {
            return true;
        }

        @Override
        public int numNulls() {
            return (int) IntStream.range(0, size).filter(this::isNullAt).count();
        }

        @Override
        public boolean isNullAt(int row) {
            return value(row) == null;
        }

        @Override
        public int getInt(int row) {
            return (Integer) Objects.requireNonNull(value(row));
        }

        @Override
        public @Nullable UTF8String getUTF8String(int row) {
            return (UTF8String) value(row);
        }
    }
}
