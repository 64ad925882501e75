// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import static org.apache.spark.sql.avro.functions.from_avro;
import static org.apache.spark.sql.avro.functions.to_avro;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** A form of events with ten columns, and Spark's functions that users call on events of one column instead. */
enum TypedForm {

    JSON {
        @Override
        Column event(Column columns) {
            return functions.to_json(columns);
        }

        @Override
        Column columns(Column event) {
            return functions.from_json(event.cast("string"), SCHEMA);
        }
    },

    AVRO {
        @Override
        Column event(Column columns) {
            return to_avro(columns, AVRO_SCHEMA);
        }

        @Override
        Column columns(Column event) {
            return from_avro(event, AVRO_SCHEMA, Map.of("mode", "PERMISSIVE"));
        }
    };

    static final StructType SCHEMA = StructType.fromDDL("id BIGINT, sensor STRING, celsius DOUBLE, room INT, "
            + "working BOOLEAN, level INT, share DOUBLE, day DATE, state STRING, remark STRING");
    /** Those that are read: a number, a text and a fraction. */
    static final String[] SOME = {"id", "sensor", "share"};

    private static final Map<String, String> AVRO_TYPES = Map.of("bigint", "\"long\"", "string", "\"string\"",
            "double", "\"double\"", "int", "\"int\"", "boolean", "\"boolean\"",
            "date", "{\"type\":\"int\",\"logicalType\":\"date\"}");
    private static final String AVRO_SCHEMA = Arrays.stream(SCHEMA.fields())
            .map(field -> "{\"name\":\"%s\",\"type\":[%s,\"null\"]}"
                    .formatted(field.name(), AVRO_TYPES.get(field.dataType().simpleString())))
            .collect(Collectors.joining(",", "{\"type\":\"record\",\"name\":\"topLevelRecord\",\"fields\":[", "]}"));

    /** What an event of JSON takes beside its last column. */
    private static final int BYTES_OF_OTHERS = 130;

    /** Makes events of the struct of their columns. */
    abstract Column event(Column columns);

    /** Makes the struct of columns of an event. */
    abstract Column columns(Column event);

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns rows whose events have about so many bytes in JSON. */
    static Dataset<Row> rows(SparkSession spark, long count, int eventBytes) {
        return spark.range(0, count, 1, Timing.THREADS).selectExpr("id", "concat('s', id %% %d) sensor"
                .formatted(EventBytes.KEYS), "20 + id % 7 / 8D celsius", "int(id % 50) room", "id % 2 = 0 working",
                "int(id % 1000) level", "id % 16 / 16D share", "date_add(DATE '2024-05-06', int(id % 100)) day",
                "'on' state", "'%s' remark".formatted("x".repeat(Math.max(1, eventBytes - BYTES_OF_OTHERS))));
    }

    /** Returns the same rows as events of one column and their keys. */
    Dataset<Row> asEvents(Dataset<Row> rows) {
        Column[] all = Arrays.stream(SCHEMA.fieldNames()).map(functions::col).toArray(Column[]::new);
        return rows.select(event(functions.struct(all)).as("event"), functions.col("sensor").as("routing_key"));
    }
}
