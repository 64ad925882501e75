// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read.rows;

import io.pravega.connectors.spark.options.ReadOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a stream is read as: those of the schema, then the hidden ones. */
public enum Column {

    EVENT("event", DataTypes.BinaryType, "The event."),
    SCOPE("scope", DataTypes.StringType, "The stream's scope."),
    STREAM("stream", DataTypes.StringType, "The stream's name."),
    SEGMENT_ID("segment_id", DataTypes.LongType, "Pravega's 64-bit segment id."),
    OFFSET("offset", DataTypes.LongType, "Where in the segment the event begins."),

    EVENT_SIZE("event_size", DataTypes.IntegerType, "The event's length in bytes."),
    SEGMENT_NUMBER("segment_number", DataTypes.IntegerType, "The segment's number, unique in the stream."),
    SEGMENT_EPOCH("segment_epoch", DataTypes.IntegerType, "The stream's epoch in which the segment was made."),

    SCHEMA_TYPE("schema_type", DataTypes.StringType, "The type of the schema that the event's header named."),
    SCHEMA_VERSION("schema_version", DataTypes.IntegerType, "The schema's version among those of its type."),
    SCHEMA_FORMAT("schema_format", DataTypes.StringType, "The schema's format."),
    SCHEMA_CODEC("schema_codec", DataTypes.StringType, "How the event is compressed; null if it is not."),

    TIME_LOWER_BOUND("time_lower_bound", DataTypes.TimestampType,
            "The event time that all writers had come to before this place of the stream, by its marks."),
    TIME_UPPER_BOUND("time_upper_bound", DataTypes.TimestampType,
            "The event time that no writer had come beyond at this place of the stream, by its marks.");

    /** The column that can be written only. */
    private static final String ROUTING_KEY = "routing_key";

    static final List<Column> VISIBLE = List.of(EVENT, SCOPE, STREAM, SEGMENT_ID, OFFSET);
    /** Columns that a query gets when it names them. */
    static final List<Column> HIDDEN = List.of(EVENT_SIZE, SEGMENT_NUMBER, SEGMENT_EPOCH);
    /** Hidden columns that exist with {@code strip_schema_header} only. */
    private static final List<Column> OF_HEADER = List.of(SCHEMA_TYPE, SCHEMA_VERSION, SCHEMA_FORMAT, SCHEMA_CODEC);
    /** Columns that there are with {@code time_bounds} only, beside those that tell where an event lies. */
    static final List<Column> OF_TIME = List.of(TIME_LOWER_BOUND, TIME_UPPER_BOUND);

    private static final StructType SCHEMA = schema(VISIBLE);
    private static final StructType EVENT_SCHEMA = schema(List.of(EVENT));

    private final String columnName;
    // Error Prone does not know that Spark's types are immutable.
    @SuppressWarnings("ImmutableEnumChecker")
    private final DataType type;
    private final String comment;

    Column(String columnName, DataType type, String comment) {
        this.columnName = columnName;
        this.type = type;
        this.comment = comment;
    }

    /**
     * Returns the schema: {@code event binary, scope string, stream string, segment_id long, offset long}; the offset
     * is where in the segment the event begins. With {@code time_bounds}, the bounds of event time follow.
     */
    public static StructType schema(ReadOptions options) {
        return options.timeBounds() ? schema(visible(options)) : SCHEMA;
    }

    /** Returns the schema of a stream in a catalog: {@code event binary}. */
    public static StructType eventSchema() {
        return EVENT_SCHEMA;
    }

    /**
     * Returns the hidden columns that an option asks for, because they cost something: streaming queries of Spark 4.0
     * and 4.1 get all columns that there are.
     */
    private static Stream<Column> optional(ReadOptions options) {
        return options.strippedHeader().isPresent() ? OF_HEADER.stream() : Stream.empty();
    }

    /**
     * Returns the hidden columns of events that have columns of their own: all, but those that the event has itself.
     *
     * @param event the event's own columns
     */
    public static MetadataColumn[] metadataBeside(StructType event, ReadOptions options) {
        return hiddenBeside(event, options).stream().map(Column::asMetadata).toArray(MetadataColumn[]::new);
    }

    static List<Column> hiddenBeside(StructType event, ReadOptions options) {
        List<String> own = Arrays.asList(event.fieldNames());
        return all(options).filter(column -> own.stream().noneMatch(column.columnName::equalsIgnoreCase)).toList();
    }

    /** Returns the columns of events that are one column of bytes, in the order they are read in. */
    static Stream<Column> all(ReadOptions options) {
        return Stream.of(visible(options).stream(), HIDDEN.stream(), optional(options)).flatMap(Function.identity());
    }

    private static List<Column> visible(ReadOptions options) {
        return options.timeBounds() ? Stream.concat(VISIBLE.stream(), OF_TIME.stream()).toList() : VISIBLE;
    }

    /** Returns the hidden columns of a stream in a catalog: all but {@code event}, in the order they are read in. */
    public static MetadataColumn[] allButEvent(ReadOptions options) {
        return metadataBeside(EVENT_SCHEMA, options);
    }

    /** Returns the hidden columns: {@code event_size, segment_number, segment_epoch int}, and what options ask for. */
    public static MetadataColumn[] metadataColumns(ReadOptions options) {
        return metadataBeside(schema(options), options);
    }

    private static StructType schema(List<Column> columns) {
        return new StructType(columns.stream()
                .map(column -> DataTypes.createStructField(column.columnName, column.type, true))
                .toArray(StructField[]::new));
    }

    /**
     * Refuses any schema but the one that a stream has, with or without bounds of event time, and whether or not its
     * columns may be null.
     *
     * @throws IllegalArgumentException {@code Invalid schema …}
     */
    public static void requireSchema(StructType given, ReadOptions options) {
        List<String> names = namesAndTypes(given);
        if (!names.equals(namesAndTypes(SCHEMA)) && !names.equals(namesAndTypes(schema(options)))) {
            throw new IllegalArgumentException("Invalid schema '%s': expected none or '%s', which every stream has"
                    .formatted(given.toDDL(), SCHEMA.toDDL()));
        }
    }

    private static List<String> namesAndTypes(StructType schema) {
        return Arrays.stream(schema.fields())
                .map(field -> field.name().toLowerCase(Locale.ROOT) + " " + field.dataType().sql()).toList();
    }

    /** Returns the columns of a schema that Spark asks for. */
    static List<Column> of(StructType schema) {
        return Arrays.stream(schema.fields()).map(field -> named(field.name())).toList();
    }

    private static Column named(String name) {
        if (name.equals(ROUTING_KEY)) {
            throw new IllegalArgumentException(
                    "Cannot read column 'routing_key': Pravega does not keep the routing keys of events");
        }
        return Arrays.stream(values()).filter(column -> column.columnName.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Invalid column '%s': expected one of %s".formatted(
                        name, Arrays.stream(values()).map(column -> column.columnName).toList())));
    }

    /** Tells whether an event's header says it. */
    boolean ofHeader() {
        return OF_HEADER.contains(this);
    }

    String columnName() {
        return columnName;
    }

    DataType type() {
        return type;
    }

    /** Declares a hidden column as Spark wants it. */
    private MetadataColumn asMetadata() {
        return new MetadataColumn() {
            @Override
            public String name() {
                return columnName;
            }

            @Override
            public DataType dataType() {
                return type;
            }

            @Override
            public String comment() {
                return comment;
            }
        };
    }
}
