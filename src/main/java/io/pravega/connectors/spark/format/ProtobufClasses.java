// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.registry.EventSchema;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The classes of Spark's module for Protobuf. */
final class ProtobufClasses {

    private static final SparkModule MODULE = new SparkModule("Protobuf", "protobuf");

    private ProtobufClasses() {
    }

    /**
     * Makes a parser of all fields of a message.
     *
     * @param message the message's full name, and the files that describe it, as one {@code FileDescriptorSet}
     */
    static Expression parser(Expression event, Map<String, String> options, EventSchema message) {
        return MODULE.make("ProtobufDataToCatalyst", event, message.type(), ScalaValues.some(message.bytes()),
                ScalaValues.map(options));
    }

    /** Returns the columns that events of a message have, which may all be null. */
    static StructType columns(Map<String, String> options, EventSchema message) {
        return ((StructType) parser(ParsingExpressions.event(DataTypes.BinaryType), options, message).dataType())
                .asNullable();
    }
}
