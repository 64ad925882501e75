// SPDX-License-Identifier: Apache-2.0
/**
 * The counter between the connector and Pravega: small interfaces, values and exceptions, against which the logic in
 * {@code read} and {@code write} is written and tested with fakes. The rooms behind it do the work. No class of
 * Pravega's client, and none of Spark, belongs here.
 */
@NullMarked
package io.pravega.connectors.spark.client;

import org.jspecify.annotations.NullMarked;
