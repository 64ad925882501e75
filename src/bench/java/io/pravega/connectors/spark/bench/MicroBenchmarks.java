// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.bench;

import java.util.List;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The inner loops alone, measured by JMH. */
final class MicroBenchmarks {

    private MicroBenchmarks() {
    }

    /** @param arguments {@code --jmh}, and perhaps a regular expression for the benchmarks' names after it */
    static void run(List<String> arguments) throws RunnerException {
        int next = arguments.indexOf("--jmh") + 1;
        new Runner(new OptionsBuilder()
                .include(next < arguments.size() ? arguments.get(next) : ".*")
                .resultFormat(ResultFormatType.JSON)
                .result(Lab.directory().resolve("jmh.json").toString())
                .build()).run();
    }
}
