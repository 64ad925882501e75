// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

import io.pravega.connectors.spark.options.FormatName;
import io.pravega.connectors.spark.options.ParseMode;
import io.pravega.connectors.spark.registry.Codec;
import io.pravega.connectors.spark.registry.Encoding;
import io.pravega.connectors.spark.registry.EventHeader;
import io.pravega.connectors.spark.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of events that name their schema in a header. It asks the registry when it meets an id for the first time.
 * An event without a header is malformed; one whose header names what the registry does not know is an error, because
 * then the options are wrong rather than the event.
 */
final class RegistryDecoder implements EventDecoder {

    private final TypedFormat format;
    private final SchemaRegistry registry;
    private final Map<Integer, Known> all = new HashMap<>();
    private @Nullable Known last;
    private long malformed;

    RegistryDecoder(TypedFormat format, SchemaRegistry registry) {
        this.format = format;
        this.registry = registry;
    }

    /** What is to be done with events of one encoding. */
    private record Known(int id, Codec codec, EventDecoder decoder) {
    }

    @Override
    public @Nullable InternalRow decode(byte[] array, int position, int length) {
        if (!EventHeader.isPresent(array, position, length)) {
            return malformed(array, position, length, new IOException("it has no header of the schema registry"));
        }
        Known known = known(EventHeader.encodingId(array, position));
        ByteBuffer plain;
        try {
            plain = known.codec.decompress(array, position + EventHeader.LENGTH, length - EventHeader.LENGTH);
        } catch (IOException e) {
            return malformed(array, position, length, e);
        }
        int begin = plain.arrayOffset() + plain.position();
        return known.decoder.decode(plain.array(), begin, withoutZeros(plain.array(), begin, plain.remaining()));
    }

    /** Leaves zeros behind an event out. Avro knows where a record ends, and one may end in zeros. */
    private int withoutZeros(byte[] array, int begin, int length) {
        if (format.name() == FormatName.PROTOBUF) {
            return MessageEnd.length(array, begin, length);
        }
        int left = length;
        while (format.name() == FormatName.JSON && left > 0 && array[begin + left - 1] == 0) {
            left--;
        }
        return left;
    }

    private Known known(int id) {
        Known known = last;
        if (known == null || known.id != id) {
            known = all.computeIfAbsent(id, this::open);
            last = known;
        }
        return known;
    }

    private Known open(int id) {
        Encoding encoding = registry.encoding(id);
        if (encoding.schema().format() != RegisteredSchemas.of(format.name())) {
            throw new IllegalArgumentException(("Cannot read events as %s: encoding %d of the schema registry is %s; "
                    + "columns are read of json, avro and protobuf, and all others as bytes, with event_format=binary")
                    .formatted(format.name(), id, encoding.schema().format().label()));
        }
        Codec codec = Codec.named(encoding.codec()).orElseThrow(() -> new IllegalArgumentException(
                "Cannot read events of encoding %d of the schema registry: codec '%s' is unknown; expected one of %s"
                        .formatted(id, encoding.codec(), Arrays.stream(Codec.values()).map(Codec::label).toList())));
        return new Known(id, codec, switch (format.name()) {
            case AVRO -> new ExpressionDecoder(format, encoding.schema());
            case PROTOBUF -> new ProtobufDecoder(format, encoding.schema());
            default -> new ExpressionDecoder(format, null);
        });
    }

    private @Nullable InternalRow malformed(byte[] array, int position, int length, IOException why) {
        malformed++;
        if (format.mode() == ParseMode.FAILFAST) {
            throw new MalformedEventException(why);
        }
        if (format.mode() == ParseMode.DROPMALFORMED) {
            return null;
        }
        String[] columns = format.columns().fieldNames();
        GenericInternalRow row = new GenericInternalRow(columns.length);
        int corrupt = format.name() == FormatName.JSON ? Arrays.asList(columns).indexOf(format.corruptColumn()) : -1;
        if (corrupt >= 0) {
            row.update(corrupt, UTF8String.fromBytes(array, position, length));
        }
        return row;
    }

    @Override
    public long malformed() {
        return malformed + all.values().stream().mapToLong(known -> known.decoder.malformed()).sum();
    }
}
