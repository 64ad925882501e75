// SPDX-License-Identifier: Apache-2.0
/** Programs that need Spark 4.1. */
package io.pravega.connectors.spark.examples;
