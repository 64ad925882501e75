// SPDX-License-Identifier: Apache-2.0
/**
 * What Spark finds by name: the format {@code pravega} and its table. Everything here only hands over to the packages
 * {@code read}, {@code write} and {@code metadata}; a decision about what to read or when to commit never belongs here.
 */
@NullMarked
package io.pravega.connectors.spark;

import org.jspecify.annotations.NullMarked;
