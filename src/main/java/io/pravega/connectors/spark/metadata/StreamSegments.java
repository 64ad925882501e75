// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.metadata;

import io.pravega.connectors.spark.client.PravegaClient;
import io.pravega.connectors.spark.client.SegmentDescription;
import io.pravega.connectors.spark.stream.SegmentIds;
import io.pravega.connectors.spark.stream.StreamId;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The segments that a stream still holds. */
record StreamSegments(StreamId stream) implements Question {

    private static final StructType SCHEMA = new StructType()
            .add("segment_id", DataTypes.LongType, false)
            .add("segment_number", DataTypes.IntegerType, false)
            .add("segment_epoch", DataTypes.IntegerType, false)
            .add("key_from", DataTypes.DoubleType, true)
            .add("key_to", DataTypes.DoubleType, true)
            .add("start_offset", DataTypes.LongType, false)
            .add("end_offset", DataTypes.LongType, false)
            .add("sealed", DataTypes.BooleanType, false)
            .add("successors", DataTypes.createArrayType(DataTypes.LongType, false), false);

    @Override
    public String subject() {
        return "segments of stream " + stream;
    }

    @Override
    public StructType schema() {
        return SCHEMA;
    }

    @Override
    public List<@Nullable Object[]> ask(PravegaClient client) {
        return client.directory(stream).segments().stream().map(StreamSegments::row).toList();
    }

    private static @Nullable Object[] row(SegmentDescription segment) {
        return new @Nullable Object[] {segment.id(), SegmentIds.number(segment.id()), SegmentIds.epoch(segment.id()),
            orNull(segment.low()), orNull(segment.high()),
            segment.state().startOffset(), segment.state().endOffset(), segment.state().sealed(),
            new GenericArrayData(segment.successors().stream().sorted().toArray())};
    }

    private static @Nullable Double orNull(OptionalDouble bound) {
        return bound.isPresent() ? bound.getAsDouble() : null;
    }
}
