// SPDX-License-Identifier: Apache-2.0
package registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import io.pravega.client.stream.Serializer;
import io.pravega.schemaregistry.client.SchemaRegistryClientConfig;
import io.pravega.schemaregistry.contract.data.Compatibility;
import io.pravega.schemaregistry.contract.data.SerializationFormat;
import io.pravega.schemaregistry.serializer.avro.schemas.AvroSchema;
import io.pravega.schemaregistry.serializer.json.schemas.JSONSchema;
import io.pravega.schemaregistry.serializer.protobuf.schemas.ProtobufSchema;
import io.pravega.schemaregistry.serializer.shared.codec.Codecs;
import io.pravega.schemaregistry.serializer.shared.impl.SerializerConfig;
import io.pravega.schemaregistry.serializers.SerializerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/**
 * Another application of the schema registry: writes and reads events with the registry's own serializers.
 *
 * <p>It is given the registry's address and a namespace. Each line of its input is one request, whose words are
 * separated by blanks and, from the third on, in base64; the answer is a line, too:
 * <ul>
 * <li>{@code write-avro group codec schema json}: the event's length and, in base64, all of the array that holds it;
 * <li>{@code write-json group codec schema json}: the same;
 * <li>{@code write-protobuf group codec schema json}: the same; the schema is a descriptor set, in base64 once more,
 * and the message the first that it describes;
 * <li>{@code read-avro group event}: the event in JSON;
 * <li>{@code read-json group event}: the same.
 * </ul>
 */
final class Peer {

    private final SchemaRegistryClientConfig registry;
    private final String namespace;

    private Peer(URI uri, String namespace) {
        registry = SchemaRegistryClientConfig.builder().schemaRegistryUri(uri).build();
        this.namespace = namespace;
    }

    public static void main(String[] args) throws IOException {
        // Whatever the libraries print goes elsewhere.
        PrintStream answers = System.out;
        System.setOut(System.err);
        Peer peer = new Peer(URI.create(args[0]), args[1]);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String answer;
            try {
                answer = peer.answer(line.split(" "));
            } catch (IOException | DescriptorValidationException | RuntimeException e) {
                answer = "failed: " + e.toString().replace('\n', ' ');
            }
            answers.println(answer);
            answers.flush();
        }
    }

    private String answer(String[] words) throws IOException, DescriptorValidationException {
        return switch (words[0]) {
            case "write-avro" -> {
                Schema schema = new Schema.Parser().parse(text(words[3]));
                GenericRecord value = new GenericDatumReader<GenericRecord>(schema).read(null,
                    DecoderFactory.get().jsonDecoder(schema, text(words[4])));
                yield written(SerializerFactory.avroSerializer(
                    writing(words[1], SerializationFormat.Avro, words[2]), AvroSchema.ofRecord(schema)), value);
            }
            case "write-json" -> {
                JSONSchema<JsonNode> schema = JSONSchema.of("reading", text(words[3]), JsonNode.class);
                JsonNode value = new ObjectMapper().readTree(text(words[4]));
                yield written(SerializerFactory.jsonSerializer(
                    writing(words[1], SerializationFormat.Json, words[2]), schema), value);
            }
            case "write-protobuf" -> {
                FileDescriptorSet files = FileDescriptorSet.parseFrom(Base64.getDecoder().decode(text(words[3])));
                Descriptor message = FileDescriptor.buildFrom(files.getFile(0), new FileDescriptor[0])
                    .getMessageTypes().get(0);
                DynamicMessage.Builder value = DynamicMessage.newBuilder(message);
                JsonFormat.parser().merge(text(words[4]), value);
                yield written(SerializerFactory.protobufSerializer(
                    writing(words[1], SerializationFormat.Protobuf, words[2]),
                    ProtobufSchema.of(message.getFullName(), files)), value.build());
            }
            case "read-avro" -> SerializerFactory.avroGenericDeserializer(reading(words[1]), null)
                .deserialize(ByteBuffer.wrap(Base64.getDecoder().decode(words[2]))).toString();
            case "read-json" -> SerializerFactory.jsonStringDeserializer(reading(words[1]))
                .deserialize(ByteBuffer.wrap(Base64.getDecoder().decode(words[2])));
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static <T> String written(Serializer<T> serializer, T value) {
        ByteBuffer event = serializer.serialize(value);
        return event.remaining() + " " + Base64.getEncoder().encodeToString(event.array());
    }

    private SerializerConfig writing(String group, SerializationFormat format, String codec) {
        return SerializerConfig.builder().registryConfig(registry).namespace(namespace).groupId(group)
            .createGroup(format, Compatibility.allowAny(), true).registerSchema(true).registerCodec(true)
            .encoder(Codecs.valueOf(codec).getCodec()).build();
    }

    private SerializerConfig reading(String group) {
        return SerializerConfig.builder().registryConfig(registry).namespace(namespace).groupId(group).build();
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
