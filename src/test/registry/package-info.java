// SPDX-License-Identifier: Apache-2.0
/** What tests run with the schema registry's own jars, in processes of their own: Java runs the sources as they are. */
package registry;
