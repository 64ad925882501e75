// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.registry;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A schema as the registry keeps it.
 *
 * @param type the name of what it describes; of Avro, the record's full name
 * @param base64 the schema's bytes, in the form in which the registry sends them
 */
public record EventSchema(String type, SchemaFormat format, String base64) implements Serializable {

    /** Makes a schema whose bytes are a text. */
    public static EventSchema ofText(String type, SchemaFormat format, String text) {
        return new EventSchema(type, format,
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the schema of a format whose schemas are texts, as those of Avro and JSON are. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Returns the schema. */
    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }
}
