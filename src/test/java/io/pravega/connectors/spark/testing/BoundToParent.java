// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class in a JVM that lives no longer than its parent process.
 *
 * <p>The parent holds the other end of standard input. When it closes it, or dies in whatever way, SIGKILL included,
 * the operating system closes it, and this JVM halts at once without running shutdown hooks.
 */
public final class BoundToParent {

    private BoundToParent() {
    }

    /**
     * Runs the class named by the first argument with the remaining ones.
     *
     * @param args a main class and its arguments
     * @throws Throwable whatever that class's {@code main} throws
     */
    public static void main(String[] args) throws Throwable {
        Thread watch = new Thread(BoundToParent::haltAtEndOfInput, "bound-to-parent");
        watch.setDaemon(true);
        watch.start();
        Object rest = Arrays.copyOfRange(args, 1, args.length);
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, rest);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // The parent has nothing to say, only to be there.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(0);
    }
}
