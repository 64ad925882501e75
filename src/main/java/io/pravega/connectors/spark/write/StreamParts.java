// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.options.StreamChoice;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The parts of a task, one for each stream that it writes to. */
interface StreamParts {

    /** Returns the part of a row's stream. */
    StreamPart of(InternalRow row);

    Collection<StreamPart> all();

    /** Returns when all is durable. */
    WriterCommitMessage flush(int partition);

    /** The part of a task that writes to one stream, whatever its rows say. */
    record One(StreamPart part) implements StreamParts {
        @Override
        public StreamPart of(InternalRow row) {
            return part;
        }

        @Override
        public Collection<StreamPart> all() {
            return List.of(part);
        }

        @Override
        public WriterCommitMessage flush(int partition) {
            return part.flush(partition);
        }
    }

    /** The parts of a task whose rows say in a column which stream they go to. */
    final class Several implements StreamParts {

        private final int column;
        private final int partition;
        private final String scope;
        private final StreamChoice streams;
        private final Function<StreamId, StreamPart> maker;
        private final Map<UTF8String, StreamPart> parts = new LinkedHashMap<>();

        /** @param scope that of the streams */
        Several(int column, int partition, String scope, StreamChoice streams,
                Function<StreamId, StreamPart> maker) {
            this.column = column;
            this.partition = partition;
            this.scope = scope;
            this.streams = streams;
            this.maker = maker;
        }

        @Override
        public StreamPart of(InternalRow row) {
            UTF8String name = row.isNullAt(column) ? null : row.getUTF8String(column);
            StreamPart part = parts.get(name);
            return part == null ? add(name == null ? null : name.clone()) : part;
        }

        private StreamPart add(@Nullable UTF8String name) {
            StreamId stream = new StreamId(scope, String.valueOf(name));
            if (name == null || !streams.includes(stream)) {
                throw new IllegalArgumentException(("Cannot write a row of partition %d to Pravega: its column '%s' is "
                        + "%s, expected the name of one of the streams '%s'").formatted(partition, RowLayout.STREAM,
                        name == null ? "null" : "'%s'".formatted(name), streams));
            }
            StreamPart part = maker.apply(stream);
            parts.put(name, part);
            return part;
        }

        @Override
        public Collection<StreamPart> all() {
            return parts.values();
        }

        @Override
        public WriterCommitMessage flush(int partitionId) {
            return new TaskCommits(parts.values().stream().map(part -> part.flush(partitionId)).toList());
        }
    }
}
