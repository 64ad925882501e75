// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.options;

import io.pravega.connectors.spark.options.ConfigOption.Group;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The README's tables of options, one for each group, in Markdown. */
final class OptionTable {

    private OptionTable() {
    }

    static String markdown() {
        return Arrays.stream(Group.values()).map(OptionTable::markdown).collect(Collectors.joining("\n\n"));
    }

    private static String markdown(Group group) {
        List<ConfigOption<?>> options = PravegaOptions.all().stream().filter(o -> o.group() == group).toList();
        return options.stream().map(OptionTable::row).collect(Collectors.joining("\n",
                "**%s**\n\n| option | default | what it does |\n|---|---|---|\n".formatted(group.title()), ""));
    }

    private static String row(ConfigOption<?> option) {
        String aliases = option.aliases().stream().map(alias -> ", `" + alias + "`").collect(Collectors.joining());
        String outside = option.property().map(property -> " Also system property `%s`, environment `%s`."
                .formatted(property, option.variable().orElseThrow())).orElse("");
        return "| `%s`%s | %s | %s%s |".formatted(option, aliases, option.defaultText(), option.doc(), outside);
    }
}
