// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.read

import java.time.Duration
import java.util.Optional

import scala.collection.JavaConverters._

import io.pravega.connectors.spark.client._
import io.pravega.connectors.spark.options.{ConnectionOptions, ReadOptions, StreamCreationOptions}
import io.pravega.connectors.spark.stream.{Cut, StreamId}
import org.apache.spark.sql.util.CaseInsensitiveStringMap

/** Clients of a cluster with one stream, which is in memory; they count how many are held. Nothing can be written. */
class FakeClients(stream: FakeStream) extends ClientFactory {
  @volatile var acquired = 0
  @volatile var held = 0
  /** How often the cluster does not answer from now on. */
  @volatile var failures = 0

  def options(more: (String, String)*): ReadOptions = ReadOptions.from(new CaseInsensitiveStringMap(
    (Map("scope" -> stream.id.scope, "stream" -> stream.id.name, "max_partitions" -> "1") ++ more).asJava))

  override def acquire(connection: ConnectionOptions): PravegaClient = {
    acquired += 1
    if (failures > 0) {
      failures -= 1
      throw new PravegaException("Cannot connect to the fake: it is away", null)
    }
    held += 1
    new FakeClient
  }

  private class FakeClient extends PravegaClient with StreamAdmin {
    private def notFaked = throw new UnsupportedOperationException("not part of the fake")

    override def admin: StreamAdmin = this
    override def directory(id: StreamId): StreamDirectory = stream
    override def events: SegmentEvents = stream
    override def close(): Unit = held -= 1

    override def streamExists(id: StreamId): Boolean = id == stream.id && !stream.isDeleted

    override def transactions(id: StreamId, lease: Duration): Transactions = notFaked
    override def eventWriter(id: StreamId): EventWriter = notFaked
    override def ledger(scope: String): CommitLedger = notFaked
    override def scopeExists(scope: String): Boolean = notFaked
    override def createScope(scope: String): Unit = notFaked
    override def deleteEmptyScope(scope: String): Boolean = notFaked
    override def deleteScope(scope: String): Unit = notFaked
    override def scopes: java.util.List[String] = notFaked
    override def createStream(id: StreamId, description: StreamDescription): Boolean = notFaked
    override def describe(id: StreamId): Optional[StreamDescription] = notFaked
    override def updateStream(id: StreamId, description: StreamDescription): Unit = notFaked
    override def deleteStream(id: StreamId): Unit = notFaked
    override def streams(scope: String): java.util.List[StreamId] = notFaked
    override def truncate(id: StreamId, cut: Cut): Unit = notFaked
  }
}
