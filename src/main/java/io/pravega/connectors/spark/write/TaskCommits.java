// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write;

import io.pravega.connectors.spark.write.commit.TaskCommit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** What one task wrote to several streams: one {@link TaskCommit} for each of them. An array, for Kryo. */
final class TaskCommits implements WriterCommitMessage {

    private static final long serialVersionUID = 1L;

    private final TaskCommit[] commits;

    TaskCommits(List<TaskCommit> commits) {
        this.commits = commits.toArray(TaskCommit[]::new);
    }

    /** Finds what tasks wrote to which stream. Spark leaves gaps where tasks did not get to their end. */
    static List<TaskCommit> of(WriterCommitMessage... messages) {
        return Arrays.stream(messages).filter(Objects::nonNull)
                .flatMap(message -> message instanceof TaskCommits several ? Arrays.stream(several.commits)
                        : Stream.of((TaskCommit) message))
                .toList();
    }
}
