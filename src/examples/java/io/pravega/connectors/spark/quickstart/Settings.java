// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.quickstart;

/**
 * What the command line says.
 *
 * @param controller null = start an embedded server
 */
record Settings(String controller, String scope) {

    private static final String USAGE = "expected --controller tcp://host:port --scope name, or nothing at all";

    static Settings parse(String[] args) {
        Settings settings = new Settings(null, null);
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("Invalid argument '%s': %s".formatted(args[i], USAGE));
            }
            settings = switch (args[i]) {
                case "--controller" -> settings.withController(args[i + 1]);
                case "--scope" -> new Settings(settings.controller, args[i + 1]);
                default -> throw new IllegalArgumentException("Invalid argument '%s': %s".formatted(args[i], USAGE));
            };
        }
        if (settings.controller != null && settings.scope == null) {
            throw new IllegalArgumentException("Cannot use controller %s: %s".formatted(settings.controller, USAGE));
        }
        return settings.scope == null ? new Settings(settings.controller, "quickstart") : settings;
    }

    boolean usesEmbeddedServer() {
        return controller == null;
    }

    Settings withController(String uri) {
        return new Settings(uri, scope);
    }
}
