// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.client.pool

import java.util.Optional
import java.util.concurrent.Executors

import scala.collection.JavaConverters._

import io.pravega.client.stream.{ReaderGroupConfig, RetentionPolicy, ScalingPolicy, Stream, StreamConfiguration}
import io.pravega.client.admin.ReaderGroupManager
import io.pravega.connectors.spark.client.{ClientFixture, PravegaException, StreamAdmin, StreamDescription}
import io.pravega.connectors.spark.options.{StreamCreationOptions, WriteOptions}
import io.pravega.connectors.spark.stream.{Cut, StreamId}
import org.apache.spark.sql.util.CaseInsensitiveStringMap
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

class RemoteAdminSuite extends AnyFunSuite with ClientFixture with Matchers {

  private def creation(options: (String, String)*): StreamCreationOptions =
    WriteOptions.from(new CaseInsensitiveStringMap(
      (options.toMap ++ Map("scope" -> "s", "stream" -> "t")).asJava)).creation

  private def admin: StreamAdmin = client.admin

  test("scopes and streams are told from ones that do not exist") {
    val stream = newStream()
    admin.scopeExists(scope) shouldBe true
    admin.scopeExists("nowhere") shouldBe false
    admin.streamExists(id(stream)) shouldBe true
    admin.streamExists(id("nothing")) shouldBe false
    admin.streamExists(new StreamId("nowhere", "nothing")) shouldBe false
  }

  test("a scope is created once, and again to no effect") {
    val name = scope + "-new"
    admin.createScope(name)
    admin.createScope(name)
    admin.scopeExists(name) shouldBe true
  }

  test("a stream has the segments, scaling and retention it was asked to have") {
    def policies(name: String, options: (String, String)*): (ScalingPolicy, RetentionPolicy) = {
      admin.createStream(id(name), creation(options: _*))
      val configuration = streamInfo(name).getStreamConfiguration
      (configuration.getScalingPolicy, configuration.getRetentionPolicy)
    }
    policies("plain") shouldBe ((ScalingPolicy.fixed(1), null))
    policies("fixed", "default_num_segments" -> "3") shouldBe ((ScalingPolicy.fixed(3), null))
    policies("by-bytes", "default_num_segments" -> "2", "default_scale_factor" -> "4",
      "default_segment_target_rate_bytes_per_sec" -> "20480",
      "default_retention_duration_milliseconds" -> "60000") shouldBe
      ((ScalingPolicy.byDataRate(20, 4, 2), RetentionPolicy.byTime(java.time.Duration.ofMinutes(1))))
    policies("by-events", "default_segment_target_rate_events_per_sec" -> "1000", "default_scale_factor" -> "2",
      "default_retention_size_bytes" -> "1000000") shouldBe
      ((ScalingPolicy.byEventRate(1000, 2, 1), RetentionPolicy.bySizeBytes(1000000)))
  }

  test("a stream that exists is left as it is, by many creators at once") {
    val threads = Executors.newFixedThreadPool(4)
    try {
      val runs = (1 to 4).map(n => threads.submit[Boolean](() =>
        admin.createStream(id("raced"), creation("default_num_segments" -> n.toString))))
      runs.map(_.get()).count(identity) shouldBe 1
    } finally threads.shutdown()
    val segments = openSegments("raced").size
    admin.createStream(id("raced"), creation("default_num_segments" -> "7"))
    openSegments("raced") should have size segments
  }

  test("names that Pravega does not take are refused") {
    the[IllegalArgumentException] thrownBy admin.createStream(id("a b"), creation()) should have message
      "Invalid stream 'a b': expected at most 255 of a-z, A-Z, 0-9, '.' and '-'"
    the[IllegalArgumentException] thrownBy admin.createScope("a/b") should have message
      "Invalid scope 'a/b': expected at most 255 of a-z, A-Z, 0-9, '.' and '-'"
  }

  test("a stream in a scope that does not exist cannot be created") {
    val e = the[PravegaException] thrownBy admin.createStream(new StreamId("nowhere", "a"), creation())
    e.getMessage shouldBe "Cannot create stream nowhere/a: the scope does not exist"
  }

  test("the users' streams are listed by name, Pravega's own are not") {
    val own = scope + "-listed"
    admin.createScope(own)
    for (i <- 30 to 1 by -1) admin.createStream(new StreamId(own, f"s$i%02d"), creation())
    val groups = ReaderGroupManager.withScope(own, clientConfig)
    try groups.createReaderGroup("g", ReaderGroupConfig.builder.stream(Stream.of(own, "s01")).build)
    finally groups.close()
    streamManager.listStreams(own).asScala.map(_.getStreamName).exists(_.startsWith("_")) shouldBe true
    admin.streams(own).asScala shouldBe (1 to 30).map(i => new StreamId(own, f"s$i%02d"))
  }

  test("the streams of a scope that does not exist cannot be listed") {
    val e = the[PravegaException] thrownBy admin.streams("nowhere")
    e.getMessage shouldBe "Cannot list the streams of scope nowhere: the scope does not exist"
  }

  test("truncation deletes what stands before the cut") {
    val stream = newStream()
    writeEvents(stream, "old")
    val cut = Cut.parse(tailCut(stream))
    writeEvents(stream, "new")
    admin.truncate(id(stream), cut)
    readAll(stream) shouldBe Seq("new")
    // A second time, as after a crash.
    admin.truncate(id(stream), cut)
    readAll(stream) shouldBe Seq("new")
  }

  test("a stream that does not exist cannot be truncated") {
    val stream = newStream()
    val cut = Cut.parse(tailCut(stream))
    deleteStream(stream)
    val e = the[PravegaException] thrownBy admin.truncate(id(stream), cut)
    e.getMessage shouldBe s"Cannot truncate stream $scope/$stream at $cut: it does not exist"
  }

  test("the users' scopes are listed by name, Pravega's own are not") {
    val names = Seq("b", "a").map(name => s"$scope-scopes-$name")
    names.foreach(admin.createScope)
    val listed = admin.scopes.asScala
    listed should contain inOrderElementsOf names.sorted
    listed.filter(_.startsWith("_")) shouldBe empty
  }

  test("an empty scope is deleted with its commit ledger; one that holds more stays as it is") {
    val own = scope + "-emptied"
    val stream = new StreamId(own, "s")
    admin.createScope(own)
    admin.createStream(stream, creation())
    client.ledger(own).write("epoch/q/" + stream, Optional.empty(), Array[Byte](1))
    admin.deleteEmptyScope(own) shouldBe false
    client.ledger(own).entries.asScala.keySet shouldBe Set("epoch/q/" + stream)
    admin.deleteStream(stream)
    admin.deleteEmptyScope(own) shouldBe true
    admin.scopeExists(own) shouldBe false
  }

  test("a scope is deleted with all that it holds") {
    val own = scope + "-full"
    admin.createScope(own)
    admin.createStream(new StreamId(own, "s"), creation("default_num_segments" -> "2"))
    client.ledger(own).write("epoch/q/s", Optional.empty(), Array[Byte](1))
    admin.deleteScope(own)
    admin.scopeExists(own) shouldBe false
    admin.streamExists(new StreamId(own, "s")) shouldBe false
  }

  test("a stream is described as it was made, with its tags") {
    // Pravega's StreamManager would leave out the size of chunks.
    controllerClient.createStream(scope, "described", StreamConfiguration.builder
      .scalingPolicy(ScalingPolicy.byDataRate(20, 4, 2)).retentionPolicy(RetentionPolicy.bySizeBytes(1000))
      .rolloverSizeBytes(5000).tag("b").tag("a").build).join()
    val found = admin.describe(id("described")).get
    found.options shouldBe creation("default_num_segments" -> "2", "default_scale_factor" -> "4",
      "default_segment_target_rate_bytes_per_sec" -> "20480", "default_retention_size_bytes" -> "1000",
      "default_rollover_size_bytes" -> "5000", "allow_create_scope" -> "false", "allow_create_stream" -> "false")
    found.tags.asScala shouldBe Set("a", "b")
    admin.describe(id("nothing")) shouldBe Optional.empty
    admin.describe(new StreamId("nowhere", "nothing")) shouldBe Optional.empty
  }

  test("an update changes what differs; tags and bounds that no option has stay") {
    def update(stream: String, options: (String, String)*): Unit =
      admin.updateStream(id(stream), new StreamDescription(creation(options: _*), Set("mine").asJava))
    val before = StreamConfiguration.builder.scalingPolicy(ScalingPolicy.fixed(1)).tag("mine")
      .retentionPolicy(RetentionPolicy.bySizeBytes(1000, 2000)).build
    createStream("updated", before)
    update("updated", "default_num_segments" -> "2", "default_retention_size_bytes" -> "1000")
    streamInfo("updated").getStreamConfiguration shouldBe before.toBuilder.scalingPolicy(ScalingPolicy.fixed(2)).build
    update("updated", "default_num_segments" -> "2", "default_rollover_size_bytes" -> "7000")
    val after = streamInfo("updated").getStreamConfiguration
    after.getRetentionPolicy shouldBe null
    after.getRolloverSizeBytes shouldBe 7000
    after.getTags should contain only "mine"
    the[PravegaException] thrownBy update("nothing") should have message
      s"Cannot update stream $scope/nothing: it does not exist"
  }

  test("a stream is deleted, also one that is sealed; one that does not exist cannot be") {
    for (sealedBefore <- Seq(false, true)) {
      val stream = newStream()
      writeEvents(stream, "a")
      if (sealedBefore) sealStream(stream)
      admin.deleteStream(id(stream))
      streamExists(stream) shouldBe false
    }
    the[PravegaException] thrownBy admin.deleteStream(id("nothing")) should have message
      s"Cannot delete stream $scope/nothing: it does not exist"
  }
}
