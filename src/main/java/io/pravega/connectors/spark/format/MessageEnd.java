// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.format;

/**
 * The end of a Protobuf message that zeros follow, as Pravega's serializers write it when they compress it. Protobuf
 * takes whatever is there for the message, but no field begins with a zero.
 */
final class MessageEnd {

    private static final int BITS_OF_TYPE = 3;
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_AND_BYTES = 2;
    private static final int FOUR_BYTES = 5;
    private static final int LONGEST_VARINT = 10;

    private final byte[] array;
    private final int end;
    private int position;

    private MessageEnd(byte[] array, int begin, int end) {
        this.array = array;
        this.end = end;
        position = begin;
    }

    /** Returns the length of a message without zeros behind it; that of all bytes if they are no message. */
    static int length(byte[] array, int begin, int length) {
        if (length == 0 || array[begin + length - 1] != 0) {
            return length;
        }
        MessageEnd message = new MessageEnd(array, begin, begin + length);
        while (message.position < message.end && array[message.position] != 0) {
            message.skipField();
        }
        return message.position > message.end ? length : message.position - begin;
    }

    /** Steps over a field; behind the end of the bytes if it does not end within them. */
    private void skipField() {
        long tag = varint();
        switch ((int) tag & ((1 << BITS_OF_TYPE) - 1)) {
            case VARINT -> varint();
            case EIGHT_BYTES -> skip(Long.BYTES);
            case FOUR_BYTES -> skip(Integer.BYTES);
            case LENGTH_AND_BYTES -> skip(varint());
            default -> { } // The begin and the end of a group: its fields are stepped over like others.
        }
    }

    private void skip(long bytes) {
        position = bytes < 0 || bytes > end - position ? end + 1 : position + (int) bytes;
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT && position < end; i++) {
            byte next = array[position++];
            value |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        position = end + 1;
        return 0;
    }
}
