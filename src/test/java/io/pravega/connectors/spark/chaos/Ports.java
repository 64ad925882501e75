// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;

/**
 * Free ports for a cluster's servers. They lie below those that Linux hands out by itself, so that nobody takes the
 * port of a server while it is away.
 */
final class Ports {

    private static final int LOWEST = 12000;
    private static final int HIGHEST = 32000;
    private static final int COUNT = 16;

    private final int first;

    private Ports(int first) {
        this.first = first;
    }

    /** Looks for a row of free ports, from a random place on. */
    static Ports choose() {
        Random random = new Random();
        while (true) {
            int first = LOWEST + random.nextInt(HIGHEST - LOWEST - COUNT);
            if (isFree(first)) {
                return new Ports(first);
            }
        }
    }

    private static boolean isFree(int first) {
        for (int port = first; port < first + COUNT; port++) {
            // A server's own listener leaves connections behind that do not matter to the next one.
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    /** Whether somebody takes connections on a port. */
    static boolean isOpen(int port) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where a server itself listens. */
    int of(Role role, int index) {
        return switch (role) {
            case ZOOKEEPER -> zooKeeper();
            case BOOKIE -> bookie(index);
            case CONTROLLER -> controller(index);
            case STORE -> store(index);
        };
    }

    int zooKeeper() {
        return first;
    }

    int bookie(int index) {
        return first + 1 + index;
    }

    int controller(int index) {
        return first + 4 + index;
    }

    int controllerRest(int index) {
        return first + 6 + index;
    }

    int controllerProxy(int index) {
        return first + 8 + index;
    }

    int store(int index) {
        return first + 10 + index;
    }

    int storeProxy(int index) {
        return first + 12 + index;
    }
}
