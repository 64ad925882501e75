// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write

import java.nio.ByteBuffer
import java.time.Duration

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.stream.StreamId

/**
 * A driver as Spark is one: runs epoch after epoch, notes in its checkpoint what was committed, and begins after the
 * last of them when it is started again.
 *
 * @param plan the rows of each epoch, as the checkpoint's offsets fix them
 * @param slow whether each epoch lasts longer than a lease
 * @param scaling whether the stream is scaled while the tasks begin, the last of them first
 */
final class ModelDriver(
    server: ModelServer,
    kind: WriteJob.Kind,
    val plan: Seq[Seq[Int]],
    var committed: Int = 0,
    slow: Boolean = false,
    scaling: Boolean = false) {

  private val job = new WriteJob(kind, "id", new StreamId("scope", "stream"), true)

  def complete: Boolean = committed == plan.size

  /** @return whether it got to the end; if not it has failed, or died */
  def run(connection: ModelConnection, partitioning: ModelDriver.Partitioning): Boolean =
    try {
      while (!complete) {
        epoch(connection, partitioning)
        committed += 1
      }
      true
    } catch {
      case _: RuntimeException | _: ModelConnection.Died => false
    }

  private def epoch(connection: ModelConnection, partitioning: ModelDriver.Partitioning): Unit = {
    val committer = new EpochCommitter(job, connection, connection, connection, ModelConnection.OutageTimeout)
    val done = committer.open()
    val partitions = partitioning(plan(committed)).zipWithIndex
    val tasks = (if (scaling) partitions.reverse else partitions).map { case (rows, partition) =>
      val transaction = if (rows.isEmpty || committed <= done) null else server.begin(rows)
      if (scaling) server.scale()
      new TaskCommit(partition, transaction, ModelDriver.digest(rows))
    }.sortBy(_.partition).asJava
    if (slow) connection.pass(Duration.ofMinutes(1))
    try {
      committer.commit(committed, tasks)
      committer.awaitVisible(Duration.ofMillis(50))
    } catch {
      case e: RuntimeException =>
        committer.abort(tasks)
        throw e
    }
  }
}

object ModelDriver {
  type Partitioning = Seq[Int] => Seq[Seq[Int]]

  def modulo(partitions: Int, shift: Int): Partitioning =
    rows => (0 until partitions).map(p => rows.filter(row => (row + shift) % partitions == p))

  def digest(rows: Seq[Int]): Digest = {
    val builder = new Digest.Builder(true)
    rows.foreach(row => builder.add(null, ByteBuffer.allocate(4).putInt(row).array(), 0, 4))
    builder.digest()
  }
}
