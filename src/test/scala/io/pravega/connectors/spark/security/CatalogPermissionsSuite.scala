// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.security

import java.util.UUID

import io.pravega.connectors.spark.catalog.PravegaCatalog
import io.pravega.connectors.spark.testing.SecuredServer
import io.pravega.connectors.spark.testing.SecuredServer.{Creator, Lister, Reader, Stranger, User, Writer}
import org.apache.spark.SparkConf
import org.apache.spark.sql.QueryTest
import org.apache.spark.sql.test.SharedSparkSession

/** The catalog on a server with authentication. Each user has a catalog of his own, which bears his name. */
class CatalogPermissionsSuite extends QueryTest with SharedSparkSession with SecuredFixture {

  override protected def sparkConf: SparkConf = SecuredServer.users.foldLeft(super.sparkConf) { (conf, user) =>
    (nobody -- Seq("scope", "stream") ++ as(user)).foldLeft(
      conf.set(s"spark.sql.catalog.${catalog(user)}", classOf[PravegaCatalog].getName)) { case (all, (key, value)) =>
      all.set(s"spark.sql.catalog.${catalog(user)}.$key", value)
    }
  }

  private def catalog(user: User): String = user.name.replace("-", "_")

  private def table(user: User, stream: String): String = s"${catalog(user)}.plant.`$stream`"

  private def values(sqlText: String, column: Int = 0): Seq[String] =
    spark.sql(sqlText).collect().map(row => String.valueOf(row.get(column))).toSeq

  private def newOutput(): String = {
    val stream = s"out-${UUID.randomUUID.toString.take(8)}"
    createStream(stream, segments = 1)
    stream
  }

  test("scopes and streams that may not be seen are not listed") {
    val hidden = newOutput()
    streamManager.createScope("elsewhere-for-others")
    values(s"SHOW NAMESPACES IN ${catalog(Creator)}") should (contain("plant") and not contain "elsewhere-for-others")
    values(s"SHOW TABLES IN ${catalog(Lister)}.plant", column = 1) shouldBe Seq("sensors")
    values(s"SHOW TABLES IN ${catalog(Creator)}.plant", column = 1) should contain allOf ("sensors", hidden)
  }

  test("who may not list is told what is missing") {
    refusal(values(s"SHOW NAMESPACES IN ${catalog(Reader)}")) should
      include("it needs read permission on all scopes (prn::/)")
    refusal(values(s"SHOW TABLES IN ${catalog(Reader)}.plant")) should
      include("it needs read permission on scope plant")
  }

  test("read permission on a stream is enough for its table and for what tells of it") {
    createStream("scaled", segments = 1)
    writeEvents("scaled", "a")
    scaleTo("scaled", 2)
    values(s"SELECT cast(event AS string) FROM ${table(Reader, "scaled")}") shouldBe Seq("a")
    values(s"DESCRIBE EXTENDED ${table(Reader, "scaled")}") should contain("event")
    values(s"SELECT head_stream_cut FROM ${table(Reader, "scaled")}.positions") should have size 1
    values(s"SELECT * FROM ${table(Reader, "scaled")}.transactions") shouldBe empty
    // The server tells the key range of the first one to those alone who may write.
    val ranges = s"SELECT key_from IS NULL, sealed FROM %s.segments ORDER BY segment_id"
    spark.sql(ranges.format(table(Reader, "scaled"))).collect().map(_.toSeq).toSeq shouldBe
      Seq(Seq(true, true), Seq(false, false), Seq(false, false))
    spark.sql(ranges.format(table(Creator, "scaled"))).collect().map(_.toSeq).toSeq shouldBe
      Seq(Seq(false, true), Seq(false, false), Seq(false, false))
  }

  test("who may not read a stream is told what is missing, and so is who may not write it") {
    refusal(values(s"SELECT * FROM ${table(Stranger, "sensors")}")) should
      include("it needs read permission on stream plant/sensors")
    val missing = "it needs write permission on stream plant/sensors"
    for (statement <- Seq(s"INSERT INTO ${table(Reader, "sensors")} VALUES ('a')",
      s"TRUNCATE TABLE ${table(Reader, "sensors")}",
      s"ALTER TABLE ${table(Reader, "sensors")} SET TBLPROPERTIES (num_segments = 3)",
      s"DROP TABLE ${table(Reader, "sensors")}"))
      withClue(statement)(refusal(values(statement)) should include(missing))
    streamExists("sensors") shouldBe true
  }

  test("creating and dropping need write permission on the scope and the stream, and no more") {
    val stream = s"made-${UUID.randomUUID.toString.take(8)}"
    for ((user, name, missing) <- Seq((Lister, stream, s"read permission on stream plant/$stream"),
      (Writer, s"out-$stream", "read permission on scope plant"))) {
      refusal(values(s"CREATE TABLE ${table(user, name)} (event BINARY)")) should include(s"it needs $missing")
      streamExists(name) shouldBe false
    }
    values(s"CREATE TABLE ${table(Creator, stream)} (event BINARY)")
    values(s"INSERT INTO ${table(Creator, stream)} VALUES ('a')")
    readAll(stream) shouldBe Seq("a")
    values(s"DROP TABLE ${table(Creator, stream)}")
    streamExists(stream) shouldBe false
    refusal(values(s"CREATE NAMESPACE ${catalog(Lister)}.elsewhere")) should include("permission on")
    streamManager.checkScopeExists("elsewhere") shouldBe false
  }

  test("the commit ledger is read by who may use it") {
    val stream = newOutput()
    write(nobody ++ as(Creator) ++ Map("stream" -> stream, "txn_app_id" -> "maker", "txn_version" -> "3"), "a")
    values(s"SELECT epoch FROM ${catalog(Writer)}.plant.spark_commit_ledger WHERE stream = '$stream'") shouldBe Seq("3")
    val said = refusal(values(s"SELECT * FROM ${catalog(Reader)}.plant.spark_commit_ledger"))
    said should include("it needs read and write permission on prn::/scope:plant/key-value-table:spark-commit-ledger")
    said should not include "commit_ledger=false"
  }
}
