// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

/** What a figure should be. */
record Target(Bound bound, double value) {

    /** Which side of the value is good. */
    enum Bound {
        AT_LEAST, AT_MOST
    }

    static Target atLeast(double value) {
        return new Target(Bound.AT_LEAST, value);
    }

    static Target atMost(double value) {
        return new Target(Bound.AT_MOST, value);
    }

    boolean met(double figure) {
        return bound == Bound.AT_LEAST ? figure >= value : figure <= value;
    }

    @Override
    public String toString() {
        return (bound == Bound.AT_LEAST ? "≥ " : "≤ ") + Double.toString(value).replaceAll("\\.0$", "");
    }
}
