// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on the loopback interface that can behave like a bad network. All methods may be called at any time; a
 * new fault takes the place of the one before.
 */
public final class FaultyProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final int BACKLOG = 100;
    /** How many pieces may be on their way in one direction, 16 MB; what comes then waits at the sender's. */
    private static final int PIECES = 256;

    private final int port;
    private final int serverPort;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final List<Socket> fillers = new ArrayList<>();
    private ServerSocket listener;
    private Thread acceptor;
    private volatile boolean silent;
    private volatile long delayMillis;
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private long free = System.nanoTime();

    /**
     * A proxy that is passing all on.
     *
     * @param port where it listens
     * @param serverPort where the server listens
     */
    public FaultyProxy(int port, int serverPort) throws IOException {
        this.port = port;
        this.serverPort = serverPort;
        listen();
    }

    /** Where clients have to go. */
    public int port() {
        return port;
    }

    /** Ends any fault. Connections from which bytes were swallowed are reset when the next byte arrives on them. */
    public synchronized void heal() throws IOException {
        delayMillis = 0;
        bytesPerSecond = Long.MAX_VALUE;
        silent = false;
        closeListener();
        listen();
    }

    /** Lets every byte wait, in both directions. */
    public void delay(Duration delay) {
        delayMillis = delay.toMillis();
    }

    /** Lets no more bytes pass than this, on all connections and in both directions together. */
    public void limit(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Resets all connections there are; new ones are welcome. */
    public void reset() {
        links.forEach(Link::reset);
    }

    /** Swallows whatever arrives on open connections, which stay open; whoever connects gets no answer. */
    public synchronized void vanish() throws IOException {
        silent = true;
        closeListener();
        fillBacklog();
    }

    /** Resets all connections and refuses new ones, as a machine does on which no server runs. */
    public synchronized void refuse() throws IOException {
        closeListener();
        reset();
    }

    @Override
    public synchronized void close() throws IOException {
        closeListener();
        reset();
    }

    private void listen() throws IOException {
        ServerSocket socket = bind(BACKLOG);
        listener = socket;
        acceptor = daemon("proxy-" + port, () -> accept(socket));
    }

    private ServerSocket bind(int backlog) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(address(port), backlog);
        return socket;
    }

    /** Linux answers no connection request while the queue of those who wait to be accepted is full. */
    private void fillBacklog() throws IOException {
        listener = bind(1);
        try {
            while (true) {
                Socket filler = new Socket();
                fillers.add(filler);
                filler.connect(address(port), 200);
            }
        } catch (SocketTimeoutException e) {
            // The queue is full.
        }
    }

    private void closeListener() throws IOException {
        listener.close();
        try {
            // As long as it accepts, the port is taken.
            acceptor.join();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        for (Socket filler : fillers) {
            filler.close();
        }
        fillers.clear();
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                daemon("proxy-" + port + "-connect", () -> link(client));
            }
        } catch (IOException e) {
            // The listener was closed.
        }
    }

    private void link(Socket client) {
        Socket server = new Socket();
        Link link = new Link(client, server);
        links.add(link);
        try {
            client.setTcpNoDelay(true);
            server.connect(address(serverPort));
            server.setTcpNoDelay(true);
            link.pump(client, server, "proxy-" + port + "-in");
            link.pump(server, client, "proxy-" + port + "-out");
        } catch (IOException e) {
            link.reset();
        }
    }

    /** Returns how many nanoseconds bytes have to wait until those before them have passed. */
    private synchronized long queue(int bytes) {
        long now = System.nanoTime();
        free = Math.max(free, now) + (long) (bytes * 1e9 / bytesPerSecond);
        return free - now;
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Bytes that are passed on when they are due, by {@link System#nanoTime()}; none at the end of all. */
    private static final class Piece {
        private final byte[] bytes;
        private final long due;

        Piece(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    /** One connection through the proxy. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean lossy;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Passes on what one side says to the other until one of them has gone. */
        void pump(Socket from, Socket to, String name) {
            BlockingQueue<Piece> onTheirWay = new ArrayBlockingQueue<>(PIECES);
            daemon(name, () -> take(from, onTheirWay));
            daemon(name + "-out", () -> give(onTheirWay, to));
        }

        private void take(Socket from, BlockingQueue<Piece> onTheirWay) {
            try {
                byte[] buffer = new byte[BUFFER];
                InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (silent) {
                        lossy = true;
                    } else if (lossy) {
                        break;
                    } else {
                        onTheirWay.put(new Piece(Arrays.copyOf(buffer, read),
                                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis)));
                    }
                }
            } catch (IOException | InterruptedException e) {
                // One of the two has gone.
            }
            end(onTheirWay);
        }

        private void give(BlockingQueue<Piece> onTheirWay, Socket to) {
            try {
                OutputStream out = to.getOutputStream();
                for (Piece piece = onTheirWay.take(); piece.bytes.length > 0; piece = onTheirWay.take()) {
                    TimeUnit.NANOSECONDS.sleep(piece.due - System.nanoTime());
                    TimeUnit.NANOSECONDS.sleep(queue(piece.bytes.length));
                    out.write(piece.bytes);
                }
            } catch (IOException | InterruptedException e) {
                // One of the two has gone.
            }
            awaitVoice();
            reset();
            // Nobody may wait for room that no one makes any more.
            onTheirWay.clear();
        }

        private void end(BlockingQueue<Piece> onTheirWay) {
            try {
                onTheirWay.put(new Piece(new byte[0], 0));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Nobody hears of the end of a peer that has vanished. */
        private void awaitVoice() {
            try {
                while (silent) {
                    Thread.sleep(50);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void reset() {
            links.remove(this);
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException e) {
                    // It is closed already.
                }
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is as good as closed.
                }
            }
        }
    }
}
