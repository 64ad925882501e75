// SPDX-License-Identifier: Apache-2.0
/** The README's first command: a program that shows the connector at work and checks what it did. */
package io.pravega.connectors.spark.quickstart;
