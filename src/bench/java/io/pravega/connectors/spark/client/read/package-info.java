// SPDX-License-Identifier: Apache-2.0
/** The inner loop of reading, alone: from the segment store's bytes to events. */
package io.pravega.connectors.spark.client.read;
