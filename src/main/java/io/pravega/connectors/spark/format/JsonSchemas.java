// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** The plain cases of JSON Schema, from and to Spark's types. All others are strings, which can hold any JSON. */
final class JsonSchemas {

    private static final String TYPE = "type";
    private static final String FORMAT = "format";
    private static final String STRING = "string";
    private static final String OBJECT = "object";
    private static final String PROPERTIES = "properties";
    private static final String ADDITIONAL = "additionalProperties";
    private static final String ITEMS = "items";

    private JsonSchemas() {
    }

    /**
     * Returns the columns that a schema tells.
     *
     * @throws IllegalArgumentException when it is not one of objects with properties
     */
    static StructType columns(String schema) {
        try {
            if (type(JsonParser.parseString(schema)) instanceof StructType columns) {
                return columns;
            }
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw invalid(schema, e);
        }
        throw invalid(schema, null);
    }

    private static IllegalArgumentException invalid(String schema, @Nullable Exception cause) {
        return new IllegalArgumentException("Invalid JSON schema '%s': expected an object with properties"
                .formatted(schema), cause);
    }

    private static DataType type(JsonElement schema) {
        if (!schema.isJsonObject()) {
            return DataTypes.StringType;
        }
        JsonObject object = schema.getAsJsonObject();
        return switch (typeName(object.get(TYPE))) {
            case "integer" -> DataTypes.LongType;
            case "number" -> DataTypes.DoubleType;
            case "boolean" -> DataTypes.BooleanType;
            case "array" -> object.has(ITEMS) && object.get(ITEMS).isJsonObject()
                    ? DataTypes.createArrayType(type(object.get(ITEMS))) : DataTypes.StringType;
            case OBJECT -> objectType(object);
            case STRING -> switch (object.has(FORMAT) ? object.get(FORMAT).getAsString() : "") {
                case "date" -> DataTypes.DateType;
                case "date-time" -> DataTypes.TimestampType;
                default -> DataTypes.StringType;
            };
            default -> DataTypes.StringType;
        };
    }

    /** Of a list, the one type beside null. */
    private static String typeName(@Nullable JsonElement type) {
        if (type instanceof JsonArray types) {
            JsonArray others = types.deepCopy();
            for (JsonElement one : types) {
                if (one.getAsString().equals("null")) {
                    others.remove(one);
                }
            }
            return others.size() == 1 ? others.get(0).getAsString() : "";
        }
        return type == null ? "" : type.getAsString();
    }

    private static DataType objectType(JsonObject object) {
        if (object.has(PROPERTIES)) {
            StructType fields = new StructType();
            for (String name : object.getAsJsonObject(PROPERTIES).keySet()) {
                fields = fields.add(name, type(object.getAsJsonObject(PROPERTIES).get(name)), true);
            }
            return fields;
        }
        return Optional.ofNullable(object.get(ADDITIONAL)).filter(JsonElement::isJsonObject)
                .<DataType>map(values -> DataTypes.createMapType(DataTypes.StringType, type(values)))
                .orElse(DataTypes.StringType);
    }

    /** Returns the schema of events of these columns. */
    static String of(StructType columns) {
        return schema(columns).toString();
    }

    private static JsonObject schema(DataType type) {
        JsonObject json = new JsonObject();
        if (type instanceof StructType struct) {
            json.addProperty(TYPE, OBJECT);
            JsonObject properties = new JsonObject();
            for (StructField field : struct.fields()) {
                properties.add(field.name(), schema(field.dataType()));
            }
            json.add(PROPERTIES, properties);
        } else if (type instanceof ArrayType array) {
            json.addProperty(TYPE, "array");
            json.add(ITEMS, schema(array.elementType()));
        } else if (type instanceof MapType map) {
            json.addProperty(TYPE, OBJECT);
            json.add(ADDITIONAL, schema(map.valueType()));
        } else if (type instanceof IntegralType) {
            json.addProperty(TYPE, "integer");
        } else if (type instanceof NumericType) {
            json.addProperty(TYPE, "number");
        } else if (type instanceof BooleanType) {
            json.addProperty(TYPE, "boolean");
        } else {
            json.addProperty(TYPE, STRING);
            if (type instanceof DateType) {
                json.addProperty(FORMAT, "date");
            } else if (type instanceof TimestampType) {
                json.addProperty(FORMAT, "date-time");
            }
        }
        return json;
    }
}
