// SPDX-License-Identifier: Apache-2.0
/** Programs to learn from. Each is one file; the cluster tests run them on every Spark that is supported. */
package io.pravega.connectors.spark.examples;
