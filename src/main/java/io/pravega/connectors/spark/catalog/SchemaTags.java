// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.catalog;

import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags of a stream that keep the typed columns of its table: one constant tag, which streams can be listed by, and
 * numbered pieces of a text. Tags come and go with the stream; those of others are left alone.
 */
final class SchemaTags {

    private static final String MARK = "spark-table";
    private static final Pattern PIECE = Pattern.compile("spark-table:(\\d+)/(\\d+):(.*)", Pattern.DOTALL);
    /** Pravega takes fewer than 128 tags of fewer than 256 characters each. */
    private static final int MOST_TAGS = 127;
    private static final int PIECE_LENGTH = 230;

    private SchemaTags() {
    }

    /**
     * Returns the tags with those of the columns, in the place of older ones.
     *
     * @throws IllegalArgumentException when there would be too many
     */
    static Set<String> with(String table, Set<String> tags, TypedEvents events) {
        String text = events.toJson();
        int pieces = (text.length() + PIECE_LENGTH - 1) / PIECE_LENGTH;
        Set<String> all = new TreeSet<>(foreign(tags));
        if (all.size() + 1 + pieces > MOST_TAGS) {
            throw new IllegalArgumentException(("Cannot keep the columns of table %s in the tags of its stream: they "
                    + "would take %d tags, and Pravega has room for %d more; use fewer or shorter columns, or a schema "
                    + "registry").formatted(table, 1 + pieces, MOST_TAGS - all.size()));
        }
        all.add(MARK);
        for (int i = 0; i < pieces; i++) {
            int start = i * PIECE_LENGTH;
            all.add("%s:%d/%d:%s".formatted(MARK, i + 1, pieces,
                    text.substring(start, Math.min(text.length(), start + PIECE_LENGTH))));
        }
        return all;
    }

    /** Returns the tags that are not of the columns. */
    static Set<String> foreign(Set<String> tags) {
        Set<String> foreign = new TreeSet<>(tags);
        foreign.removeIf(tag -> tag.equals(MARK) || PIECE.matcher(tag).matches());
        return foreign;
    }

    /**
     * Reads the columns out of tags; empty when there are none.
     *
     * @throws IllegalArgumentException when some of the pieces are missing
     */
    static Optional<TypedEvents> read(String table, Set<String> tags) {
        TreeMap<Integer, String> pieces = new TreeMap<>();
        int count = 0;
        for (String tag : tags) {
            Matcher piece = PIECE.matcher(tag);
            if (piece.matches()) {
                pieces.put(Integer.valueOf(piece.group(1)), piece.group(3));
                count = Integer.parseInt(piece.group(2));
            }
        }
        if (pieces.size() != count) {
            throw new IllegalArgumentException(("Cannot read the columns of table %s: %d of the %d tags that keep them "
                    + "are left; somebody changed the tags of the stream").formatted(table, pieces.size(), count));
        }
        return count == 0 ? Optional.empty() : Optional.of(TypedEvents.fromJson(String.join("", pieces.values())));
    }
}
