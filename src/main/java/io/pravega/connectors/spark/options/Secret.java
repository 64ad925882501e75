// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;

/**
 * A password or token. It prints as {@code <hidden>}, also as a part of other values.
 *
 * @param value the text itself, which only the Pravega client may be given
 */
public record Secret(String value) implements Serializable {

    static final String HIDDEN = "<hidden>";

    @Override
    public String toString() {
        return HIDDEN;
    }
}
