// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.StructsToCsv;
import org.apache.spark.sql.catalyst.expressions.StructsToJson;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Spark's own expressions that make an event, and its routing key. */
final class WritingExpressions {

    private WritingExpressions() {
    }

    /**
     * Returns what makes the event of a row whose only value is the struct of the event's columns.
     *
     * @throws IllegalArgumentException when the format has no such columns
     */
    static Expression event(RowFormat format) {
        Expression columns = new BoundReference(0, format.event(), false);
        Expression generator = switch (format.name()) {
            case JSON -> new StructsToJson(ScalaValues.map(format.options()), columns,
                    ScalaValues.some(format.timeZone()));
            case CSV -> new StructsToCsv(ScalaValues.map(format.options()), columns,
                    ScalaValues.some(format.timeZone()));
            case AVRO -> AvroClasses.generator(columns, format);
            case TEXT -> new GetStructField(columns, 0, ScalaValues.none());
            case BINARY, PROTOBUF -> throw new IllegalStateException("Nothing makes events of format " + format.name());
        };
        TypeCheckResult types = generator.checkInputDataTypes();
        if (types.isFailure()) {
            throw new IllegalArgumentException(types.toString());
        }
        // Since Spark 4.0, the optimizer puts the expression that can be evaluated in the place of to_json.
        return generator instanceof RuntimeReplaceable replaceable ? replaceable.replacement() : generator;
    }

    /** Returns what makes the routing key of a row. */
    static Expression routingKey(RowFormat format) {
        DataType type = format.row().fields()[format.routingKey()].dataType();
        return new Cast(new BoundReference(format.routingKey(), type, true), DataTypes.StringType,
                ScalaValues.some(format.timeZone()));
    }
}
