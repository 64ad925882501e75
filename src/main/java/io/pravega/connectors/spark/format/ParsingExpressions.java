// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.options.ParseMode;
import io.pravega.connectors.spark.registry.EventSchema;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.CsvToStructs;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Spark's own expressions that parse an event, the only value of the row that they are given. */
final class ParsingExpressions {

    private ParsingExpressions() {
    }

    /** @throws IllegalArgumentException when the format cannot have such columns */
    static Expression of(TypedFormat format, ParseMode mode, @Nullable EventSchema written) {
        Map<String, String> options = new HashMap<>(format.options());
        options.put("mode", mode.name());
        options.put("columnnameofcorruptrecord", format.corruptColumn());
        Expression parser = switch (format.name()) {
            case JSON -> json(format, options);
            case CSV -> new CsvToStructs(format.schema(), ScalaValues.map(options), event(DataTypes.StringType),
                    ScalaValues.some(format.timeZone()), ScalaValues.some(format.columns()));
            case AVRO -> written == null
                    ? AvroClasses.parser(event(DataTypes.BinaryType), format, options)
                    : AvroClasses.parser(event(DataTypes.BinaryType), format, options, written.text());
            case PROTOBUF -> ProtobufClasses.parser(event(DataTypes.BinaryType), options,
                    Objects.requireNonNull(written));
            case BINARY, TEXT -> throw new IllegalStateException("Nothing parses events of format " + format.name());
        };
        TypeCheckResult types = parser.checkInputDataTypes();
        if (types.isFailure()) {
            throw new IllegalArgumentException(types.toString());
        }
        return parser;
    }

    /** Returns what stands for the event in the row. */
    static Expression event(DataType type) {
        return new BoundReference(0, type, false);
    }

    /**
     * Makes the expression by reflection, because its constructor got a further parameter in Spark 4.0. Those that
     * stayed the same take the schema as text, in which a time stamp means what {@code spark.sql.timestampType} says.
     */
    private static Expression json(TypedFormat format, Map<String, String> options) {
        Constructor<?> constructor = Arrays.stream(JsonToStructs.class.getConstructors())
                .filter(c -> c.getParameterTypes()[0] == DataType.class).findFirst().orElseThrow();
        Object[] arguments = new Object[constructor.getParameterCount()];
        arguments[0] = format.columns();
        arguments[1] = ScalaValues.map(options);
        arguments[2] = event(DataTypes.StringType);
        arguments[3] = ScalaValues.some(format.timeZone());
        try {
            for (int i = 4; i < arguments.length; i++) {
                arguments[i] = JsonToStructs.class.getMethod("apply$default$" + (i + 1)).invoke(null);
            }
            return (Expression) constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make Spark's parser of JSON: " + e, e);
        }
    }
}
