// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A certificate authority for tests: makes certificates with the JDK's keytool, in the forms that Pravega wants. */
public final class Certificates {

    /** The server has it built in as the password of ZooKeeper's key and trust stores. */
    static final String STORE_PASSWORD = "1111_aaaa";

    private static final String AUTHORITY = "authority";

    private final Path directory;
    private final Path keyStore;

    private Certificates(Path directory) {
        this.directory = directory;
        this.keyStore = directory.resolve("authority.p12");
    }

    /** A new authority whose files go to {@code directory}. */
    public static Certificates newAuthority(Path directory) {
        try {
            Certificates made = new Certificates(Files.createDirectories(directory));
            made.keytool("-genkeypair", "-alias", AUTHORITY, "-dname", "CN=Test authority", "-ext", "bc:c",
                "-validity", "3");
            Certificate[] chain = made.load().getCertificateChain(AUTHORITY);
            made.writePem(made.authority(), "CERTIFICATE", chain[0].getEncoded());
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's own certificate in PEM: what a client's trust store has to be. */
    public Path authority() {
        return directory.resolve("authority.pem");
    }

    /** A certificate for {@code localhost}, valid now. */
    public Identity forLocalhost() {
        return issue("localhost", "dns:localhost,ip:127.0.0.1", "-1d");
    }

    /** A certificate for {@code localhost} that expired yesterday. */
    public Identity expired() {
        return issue("expired", "dns:localhost,ip:127.0.0.1", "-3d");
    }

    /** A certificate, valid now, made out to a host that this is not. */
    public Identity forAnotherHost() {
        return issue("another", "dns:pravega.example.com", "-1d");
    }

    private Identity issue(String name, String names, String start) {
        try {
            keytool("-genkeypair", "-alias", name, "-signer", AUTHORITY, "-dname", "CN=" + name, "-ext",
                "san=" + names, "-startdate", start, "-validity", "2");
            KeyStore all = load();
            Key key = all.getKey(name, STORE_PASSWORD.toCharArray());
            Certificate[] chain = all.getCertificateChain(name);
            Identity identity = new Identity(directory, name);
            writePem(identity.privateKey(), "PRIVATE KEY", key.getEncoded());
            // The server also takes this for its own trust store, so that it trusts itself even when expired.
            writePem(identity.certificate(), "CERTIFICATE", chain[0].getEncoded(), chain[1].getEncoded());
            return identity;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Key and trust store for the server's own ZooKeeper, which clients of Pravega never see. */
    Path zooKeeperStore() {
        Path file = directory.resolve("zookeeper.jks");
        try {
            if (!Files.exists(file)) {
                char[] password = STORE_PASSWORD.toCharArray();
                issue("zookeeper", "dns:localhost,ip:127.0.0.1", "-1d");
                KeyStore all = load();
                KeyStore store = KeyStore.getInstance("JKS");
                store.load(null, null);
                store.setKeyEntry("key", all.getKey("zookeeper", password), password,
                    all.getCertificateChain("zookeeper"));
                store.setCertificateEntry("authority", all.getCertificate(AUTHORITY));
                try (OutputStream out = Files.newOutputStream(file)) {
                    store.store(out, password);
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, STORE_PASSWORD.toCharArray());
        }
        return store;
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-keystore", keyStore.toString(),
            "-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("Cannot make a certificate: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot make a certificate: interrupted", e);
        }
    }

    private void writePem(Path file, String type, byte[]... contents) throws IOException {
        StringBuilder text = new StringBuilder();
        for (byte[] content : contents) {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
            text.append("-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type));
        }
        Files.writeString(file, text);
    }

    /** A server's private key and certificate. */
    public static final class Identity {
        private final Path directory;
        private final String name;

        private Identity(Path directory, String name) {
            this.directory = directory;
            this.name = name;
        }

        /** In PEM. */
        Path privateKey() {
            return directory.resolve(name + "-key.pem");
        }

        /** In PEM: the certificate, then the authority's. */
        Path certificate() {
            return directory.resolve(name + ".pem");
        }
    }
}
