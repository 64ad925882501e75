// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that holds a token. It is read each time, so that whoever renews it keeps a long query going. */
record TokenFile(String file) {

    String token() {
        String token;
        try {
            token = Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read token file '%s': %s".formatted(file, e), e);
        }
        if (token.isEmpty()) {
            throw new IllegalStateException("Cannot read token file '%s': it is empty".formatted(file));
        }
        return token;
    }
}
