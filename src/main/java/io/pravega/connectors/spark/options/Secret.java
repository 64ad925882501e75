// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.io.Serializable;

/**
 * A text that must not be shown: it prints as {@code <hidden>}, and so does whatever holds it.
 *
 * @param value the text itself, for handing to the Pravega client and for nothing else
 */
public record Secret(String value) implements Serializable {

    static final String HIDDEN = "<hidden>";

    @Override
    public String toString() {
        return HIDDEN;
    }
}
