// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The properties of a table that tell the format of its events: the connector's options, and those of Spark's parsers
 * and generators. Of the latter, a table takes only known ones, so that a misspelt property is refused.
 */
public final class FormatProperties {

    /** The property without which a table's events are one column of bytes. */
    public static final String EVENT_FORMAT = PravegaOptions.EVENT_FORMAT.name();
    /** The property that {@code CLUSTERED BY} sets, too. */
    public static final String ROUTING_KEY_COLUMN = PravegaOptions.ROUTING_KEY_COLUMN.name();

    static final List<String> OWN = List.of(EVENT_FORMAT, PravegaOptions.MODE.name(),
            PravegaOptions.CORRUPT_COLUMN.name(), ROUTING_KEY_COLUMN, PravegaOptions.ROUTING_KEY_IN_EVENT.name(),
            TimeOptions.EVENT_TIME_COLUMN.name(), TimeOptions.EVENT_TIME_IN_EVENT.name());

    private static final Set<String> OF_SPARK = Set.of(
            "allowbackslashescapinganycharacter", "allowcomments", "allownonnumericnumbers", "allownumericleadingzeros",
            "allowsinglequotes", "allowunquotedcontrolchars", "allowunquotedfieldnames", "avroschema", "charset",
            "chartoescapequoteescaping", "dateformat", "datetimerebasemode", "delimiter",
            "emptyvalue", "enabledatetimeparsingfallback", "encoding", "escape", "escapequotes", "ignorenullfields",
            "ignoreleadingwhitespace", "ignoretrailingwhitespace", "locale", "maxcharspercolumn", "maxcolumns",
            "nanvalue", "negativeinf", "nullvalue", "positiveinf", "positionalfieldmatching", "prefersdecimal",
            "primitivesasstring", "quote", "quoteall", "recursivefieldmaxdepth", "sep", "timestampformat",
            "timestampntzformat", "timezone", "unescapedquotehandling", "writenonasciicharacterasescape");

    private FormatProperties() {
    }

    /** Tells whether a property, in whatever case, tells something of the format. */
    public static boolean contains(String property) {
        return OWN.stream().anyMatch(property::equalsIgnoreCase)
                || OF_SPARK.contains(property.toLowerCase(Locale.ROOT));
    }

    /** Takes the properties of the format out of those of a table: none when its events are one column of bytes. */
    public static Map<String, String> take(Map<String, String> properties) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(properties);
        if (FormatName.BINARY.toString().equalsIgnoreCase(all.getOrDefault(EVENT_FORMAT, "binary"))) {
            properties.keySet().removeIf(EVENT_FORMAT::equalsIgnoreCase);
            return Map.of();
        }
        all.keySet().removeIf(name -> !contains(name));
        properties.keySet().removeIf(FormatProperties::contains);
        return all;
    }
}
