// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The registry's values in JSON. Gson reads and writes it: the jar has it already, for gRPC, under a name of its own,
 * so that it does not change with Spark, as Jackson does. An answer that lacks something makes Gson throw one of
 * several exceptions of the JDK.
 */
final class RegistryJson {

    private static final String SERIALIZATION_FORMAT = "serializationFormat";
    private static final String SCHEMA_INFO = "schemaInfo";
    private static final String VERSION_INFO = "versionInfo";
    private static final String CODEC_TYPE = "codecType";
    private static final String PROPERTIES = "properties";
    private static final String TYPE = "type";

    private RegistryJson() {
    }

    static Encoding encoding(String json) {
        JsonObject encoding = object(json);
        return new Encoding(schema(encoding.getAsJsonObject(SCHEMA_INFO)),
                version(encoding.getAsJsonObject(VERSION_INFO)),
                encoding.getAsJsonObject(CODEC_TYPE).get("name").getAsString());
    }

    /** Returns the schema of the list that was added last. */
    static Optional<EventSchema> latest(String json) {
        JsonArray schemas = object(json).getAsJsonArray("schemas");
        return StreamSupport.stream(schemas.spliterator(), false).map(JsonElement::getAsJsonObject)
                .max(Comparator.comparingInt(schema -> schema.getAsJsonObject(VERSION_INFO).get("id").getAsInt()))
                .map(schema -> schema(schema.getAsJsonObject(SCHEMA_INFO)));
    }

    static SchemaVersion version(String json) {
        return version(object(json));
    }

    private static SchemaVersion version(JsonObject version) {
        return new SchemaVersion(version.get(TYPE).getAsString(), version.get(SERIALIZATION_FORMAT).getAsString(),
                version.get("version").getAsInt(), version.get("id").getAsInt());
    }

    static int encodingId(String json) {
        return object(json).get("encodingId").getAsInt();
    }

    private static JsonObject object(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private static EventSchema schema(JsonObject schema) {
        return new EventSchema(schema.get(TYPE).getAsString(),
                SchemaFormat.of(schema.getAsJsonObject(SERIALIZATION_FORMAT).get(SERIALIZATION_FORMAT).getAsString()),
                schema.get("schemaData").getAsString());
    }

    static String ofSchema(EventSchema schema) {
        JsonObject json = new JsonObject();
        json.addProperty(TYPE, schema.type());
        json.add(SERIALIZATION_FORMAT, format(schema.format()));
        json.addProperty("schemaData", schema.base64());
        json.add(PROPERTIES, new JsonObject());
        return json.toString();
    }

    static String ofUncompressed(SchemaVersion version) {
        JsonObject versionInfo = new JsonObject();
        versionInfo.addProperty(TYPE, version.type());
        versionInfo.addProperty(SERIALIZATION_FORMAT, version.format());
        versionInfo.addProperty("version", version.version());
        versionInfo.addProperty("id", version.id());
        JsonObject json = new JsonObject();
        json.add(VERSION_INFO, versionInfo);
        json.addProperty(CODEC_TYPE, Codec.NONE.label());
        return json.toString();
    }

    /** Describes a group as Flink's catalog makes it; whoever wants schemas to be compatible tells the registry. */
    static String ofNewGroup(String group, SchemaFormat format) {
        JsonObject compatibility = new JsonObject();
        compatibility.addProperty("policy", "AllowAny");
        JsonObject groupProperties = new JsonObject();
        groupProperties.add(SERIALIZATION_FORMAT, format(format));
        groupProperties.add("compatibility", compatibility);
        groupProperties.addProperty("allowMultipleTypes", true);
        groupProperties.add(PROPERTIES, new JsonObject());
        JsonObject json = new JsonObject();
        json.addProperty("groupName", group);
        json.add("groupProperties", groupProperties);
        return json.toString();
    }

    private static JsonObject format(SchemaFormat format) {
        JsonObject json = new JsonObject();
        json.addProperty(SERIALIZATION_FORMAT, format.label());
        return json;
    }
}
