// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.write.commit

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
 * @param streams to how many streams the rows go
 */
final class ModelDriver(
    server: ModelServer,
    kind: WriteJob.Kind,
    val plan: Seq[Seq[Int]],
    var committed: Int = 0,
    slow: Boolean = false,
    scaling: Boolean = false,
    streams: Int = 1) {

  private val job = {
    val one = new WriteJob(kind, "id", new StreamId("scope", ModelServer.Stream), true, kind != WriteJob.Kind.EPOCH)
    if (streams > 1) one.toSeveral else one
  }

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
    connection.streams = new TransactionStreams(job)
    val committer = new EpochCommitter(
      job, connection.streams, connection, connection, connection, ModelConnection.OutageTimeout)
    val done = committer.open()
    val partitions = partitioning(plan(committed)).zipWithIndex
    val tasks = (if (scaling) partitions.reverse else partitions).flatMap { case (rows, partition) =>
      val parts = ModelDriver.byStream(rows, streams).map { case (stream, part) =>
        val transaction = if (part.isEmpty || committed <= done) null
        else server.begin(part, stream.getOrElse(ModelServer.Stream))
        new TaskCommit(partition, stream.orNull, transaction, ModelDriver.digest(part))
      }
      if (scaling) server.scale()
      parts
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

  /** To which of several streams a row goes. */
  def streamOf(row: Int, streams: Int): String = s"stream-${row % streams}"

  /** The parts of a task: one, though it has no rows, or one for each stream that it writes to. */
  def byStream(rows: Seq[Int], streams: Int): Seq[(Option[String], Seq[Int])] =
    if (streams == 1) Seq(None -> rows)
    else rows.groupBy(streamOf(_, streams)).toSeq.sortBy(_._1).map { case (stream, part) => Some(stream) -> part }

  def digest(rows: Seq[Int]): Digest = {
    val builder = new Digest.Builder(true)
    rows.foreach(row => builder.add(null, ByteBuffer.allocate(4).putInt(row).array(), 0, 4))
    builder.digest()
  }
}
