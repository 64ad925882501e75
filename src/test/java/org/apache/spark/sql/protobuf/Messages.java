// SPDX-License-Identifier: Apache-2.0
package org.apache.spark.sql.protobuf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.protobuf.utils.ProtobufOptions;
import org.apache.spark.sql.protobuf.utils.ProtobufUtils;
import org.apache.spark.sql.protobuf.utils.SchemaConverters;
import org.apache.spark.sql.types.DataType;
import org.sparkproject.spark_protobuf.protobuf.Descriptors.Descriptor;
import org.sparkproject.spark_protobuf.protobuf.DynamicMessage;
import scala.Option;
import scala.collection.immutable.Map;

/**
 * Messages of one type, by Spark 3.4's module for Protobuf. In Java, because its Scala signatures name classes that are
 * in its jar under other names.
 */
final class Messages {

    private final Descriptor descriptor;
    private final DataType type;
    private final ProtobufDeserializer deserializer;

    Messages(String name, byte[] descriptors, Map<String, String> options) {
        try {
            Path file = Files.createTempFile("messages", ".desc");
            try {
                Files.write(file, descriptors);
                descriptor = ProtobufUtils.buildDescriptor(name, Option.apply(file.toString()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        type = SchemaConverters.toSqlType(descriptor, ProtobufOptions.apply(options)).dataType();
        deserializer = new ProtobufDeserializer(descriptor, type);
    }

    DataType type() {
        return type;
    }

    InternalRow row(byte[] bytes) throws IOException {
        DynamicMessage message = DynamicMessage.parseFrom(descriptor, bytes);
        if (message.getUnknownFields().asMap().keySet().stream()
                .anyMatch(number -> descriptor.findFieldByNumber(number) != null)) {
            throw new IOException("A field has another type");
        }
        return deserializer.deserialize(message).get();
    }
}
