// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

/** The marks of event time that a stream has, in the order in which they were made. */
public interface StreamMarks {

    /** The beginning of the marks. */
    long FIRST = 0;

    /**
     * Begins to read marks, up to the last there is now.
     *
     * @param place where a mark stands, or {@link #FIRST}
     */
    Cursor from(long place);

    /** Marks, one after the other. They are fetched as they are asked for. */
    interface Cursor extends AutoCloseable {

        /**
         * Moves on to the next mark.
         *
         * @return false when there is no other
         */
        boolean next();

        /** Returns the mark that the cursor stands at. */
        TimeMark mark();

        @Override
        void close();
    }
}
