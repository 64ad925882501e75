// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.security

import java.io.{ByteArrayOutputStream, PrintStream}
import java.net.URI
import java.nio.file.Files
import java.util.UUID

import io.pravega.client.ClientConfig
import io.pravega.connectors.spark.testing.{PravegaFixture, SecuredServer}
import io.pravega.connectors.spark.testing.SecuredServer.Marked
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.connector.write.PhysicalWriteInfo
import org.apache.spark.sql.execution.{QueryExecution, SparkPlan}
import org.apache.spark.sql.execution.datasources.v2.{BatchScanExec, MicroBatchScanExec}
import org.apache.spark.sql.execution.datasources.v2.{V2ExistingTableWriteExec, WriteToDataSourceV2Exec}
import org.apache.spark.sql.execution.streaming.StreamingQueryWrapper
import org.apache.spark.sql.execution.streaming.sources.MicroBatchWrite
import org.apache.spark.sql.functions.lit
import org.apache.spark.sql.streaming.StreamingQuery
import org.apache.spark.sql.util.QueryExecutionListener
import org.scalatest.concurrent.Eventually._
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers
import org.scalatest.time.SpanSugar._

/**
 * Runs queries with a password and a token that are like nothing else and searches every place that Spark, the Pravega
 * client and the connector write to. Another text, planted beside them, shows that the search finds what is there; the
 * stream's name and the controller's address, which are no secrets, show it where only options get to.
 */
class SecretLeakSuite extends AnyFunSuite with PravegaFixture with Matchers {

  private val token = "marked-token-9393"
  private val decoy = "marked-decoy-6060"
  private val streamMark = "marked-stream-5151"

  private object TwoTasks extends PhysicalWriteInfo {
    override def numPartitions(): Int = 2
  }

  override protected def controllerUri: URI = SecuredServer.server.controllerUri

  override protected lazy val clientConfig: ClientConfig = SecuredServer.adminConfig(SecuredServer.server)

  override protected lazy val scope: String = SecuredServer.Scope

  private val search = new SecretSearch(Map(
    "password" -> SecretSearch.forms(Marked.password, Marked.name),
    "token" -> SecretSearch.forms(token, ""),
    "decoy" -> Seq(decoy),
    "open" -> Seq(streamMark, controller)))

  private lazy val directory = Files.createTempDirectory("leaks")
  private lazy val events = Files.createDirectories(directory.resolve("events"))
  private lazy val checkpoints = Files.createDirectories(directory.resolve("checkpoints"))

  /** The password is also a system property and in the configuration that Spark starts with. */
  private lazy val spark: SparkSession = byPassword.foldLeft(SparkSession.builder) { case (builder, (name, value)) =>
    builder.config(s"spark.datasource.pravega.$name", value)
  }.master("local[2]").appName("leaks")
    .config("spark.ui.enabled", "true").config("spark.ui.port", "0")
    .config("spark.eventLog.enabled", "true").config("spark.eventLog.dir", events.toUri.toString)
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()

  override def beforeAll(): Unit = {
    super.beforeAll()
    System.setProperty("pravega.auth.password", Marked.password)
  }

  override def afterAll(): Unit =
    try {
      System.clearProperty("pravega.auth.password")
      spark.stop()
    } finally super.afterAll()

  private def connection: Map[String, String] = Map("controller" -> controller, "scope" -> scope,
    "trust_store" -> SecuredServer.server.trustStore.toString)

  private def byPassword = connection + ("auth_user" -> Marked.name) + ("auth_password" -> Marked.password)

  private def byToken = connection + ("auth_token" -> token)

  /** All that is printed of a frame or a write. */
  private def lookAtPlan(execution: QueryExecution): Unit = {
    search.look("queryExecution", execution.toString)
    search.look("queryExecution", execution.simpleString)
    search.look("plan as JSON", execution.logical.prettyJson + execution.analyzed.prettyJson +
      execution.optimizedPlan.prettyJson + execution.executedPlan.prettyJson)
    for (plan <- Seq(execution.logical, execution.analyzed, execution.optimizedPlan, execution.executedPlan)) {
      search.look("plan tree", plan.numberedTreeString + plan.verboseStringWithSuffix(1000))
    }
    lookAtExecutors(execution.executedPlan)
  }

  /** What is serialized to executors, and what it is made of on the driver. */
  private def lookAtExecutors(plan: SparkPlan): Unit = plan.foreach {
    case scan: BatchScanExec =>
      search.look("batch reader", scan.readerFactory.toString)
      search.look("batch partitions", scan.inputPartitions.mkString(" "))
      search.look("scan", Seq(scan.scan, scan.scan.description, scan.batch).mkString(" "))
    case scan: MicroBatchScanExec =>
      search.look("streaming reader", scan.readerFactory.toString)
      search.look("streaming partitions", scan.inputPartitions.mkString(" "))
      search.look("streaming scan", Seq(scan.scan, scan.stream).mkString(" "))
    case append: V2ExistingTableWriteExec =>
      val batch = append.write.toBatch
      search.look("batch writer", batch.createBatchWriterFactory(TwoTasks).toString)
      search.look("write", Seq(append.write, append.write.description, batch).mkString(" "))
    case WriteToDataSourceV2Exec(batch: MicroBatchWrite, _, _, _) =>
      search.look("streaming writer", batch.writeSupport.createStreamingWriterFactory(TwoTasks).toString)
      search.look("streaming write", batch.toString)
    case _ =>
  }

  private def lookAtLastBatch(query: StreamingQuery): Unit = query match {
    case wrapper: StreamingQueryWrapper => lookAtExecutors(wrapper.streamingQuery.lastExecution.executedPlan)
  }

  private def lookAtExplain(frame: DataFrame): Unit =
    for (mode <- Seq("simple", "extended", "cost", "formatted", "codegen")) {
      search.look("explain", printed(frame.explain(mode)))
    }

  private def printed(what: => Any): String = {
    val out = new ByteArrayOutputStream
    Console.withOut(new PrintStream(out))(what)
    out.toString
  }

  private def lookAtFailure(what: => Any): Unit = {
    val e = intercept[Exception](what)
    val trace = new java.io.StringWriter
    e.printStackTrace(new java.io.PrintWriter(trace))
    search.look("exceptions", trace.toString)
  }

  private object Writes extends QueryExecutionListener {
    override def onSuccess(name: String, execution: QueryExecution, nanos: Long): Unit = lookAtPlan(execution)

    override def onFailure(name: String, execution: QueryExecution, e: Exception): Unit = lookAtPlan(execution)
  }

  private def load(options: Map[String, String]): DataFrame =
    spark.read.format("pravega").options(options).load().where(!lit(decoy).startsWith("nothing"))
      .selectExpr("event", s"'$decoy' as decoy")

  private def runEverything(options: Map[String, String]): Unit = {
    val stream = s"$streamMark-" + UUID.randomUUID.toString.take(8)
    val session = spark
    import session.implicits._
    val all = options + ("stream" -> stream)
    for (mode <- Seq("append", "overwrite"); exactlyOnce <- Seq("true", "false")) {
      Seq("a", "b").toDF("event").withColumn("decoy", lit(decoy)).write.format("pravega").options(all)
        .option("exactly_once", exactlyOnce).mode(mode).save()
    }
    val frame = load(all)
    frame.collect()
    frame.cache().count()
    frame.unpersist(true)
    lookAtExplain(frame)
    lookAtPlan(frame.queryExecution)
    for (kind <- Seq("Streams", "StreamInfo")) {
      spark.read.format("pravega").options(all).option("metadata", kind).load().collect()
    }
    // The text of a statement goes into Spark's log as it stands; the password comes from the session here.
    if (options.contains("auth_user")) {
      val inSql = (all - "auth_password").map { case (name, value) => s"$name '$value'" }.mkString(", ")
      spark.sql(s"CREATE OR REPLACE TEMPORARY VIEW leaks USING pravega OPTIONS ($inSql)")
      spark.sql(s"INSERT INTO leaks SELECT * FROM leaks WHERE stream <> '$decoy'").collect()
    }

    val query = spark.readStream.format("pravega").options(all).option("start_stream_cut", "earliest").load()
      .withColumn("decoy", lit(decoy))
      .writeStream.format("pravega").options(all).option("stream", stream + "-copy")
      .option("checkpointLocation", checkpoints.resolve(stream).toString).queryName("q" + decoy).start()
    query.processAllAvailable()
    writeEvents(stream, "c")
    query.processAllAvailable()
    search.look("streaming query", Seq(query, query.lastProgress, query.status, printed(query.explain(true)))
      .mkString("\n"))
    lookAtLastBatch(query)
    query.stop()

    val failing = spark.readStream.format("pravega").options(all).option("start_stream_cut", "earliest").load()
      .selectExpr(s"raise_error('$decoy') as event").writeStream.format("pravega").options(all)
      .option("checkpointLocation", checkpoints.resolve(stream + "-failing").toString).start()
    lookAtFailure(failing.awaitTermination())
    lookAtFailure(frame.selectExpr(s"raise_error('$decoy')").collect())
    lookAtFailure(frame.selectExpr(s"raise_error('$decoy') as event").write.format("pravega").options(all)
      .mode("append").save())
    lookAtFailure(load(all + ("stream" -> s"no-$decoy")))
    lookAtFailure(load(all + ("end_stream_cut" -> decoy)).collect())
    lookAtFailure(load(all + ("auth_user" -> "a") + ("auth_token" -> (token + " x")) + ("controller" -> decoy)))
  }

  test("neither password nor token are found anywhere, and what was planted beside them is found everywhere") {
    SecuredServer.server.acceptTokens(token)
    spark.listenerManager.register(Writes)
    search.lookAtLogs("logs") {
      org.slf4j.LoggerFactory.getLogger("leaks").trace(decoy)
      runEverything(byPassword)
      byPassword.keys.foreach(name => spark.conf.unset(s"spark.datasource.pravega.$name"))
      runEverything(byToken)
    }
    Files.writeString(checkpoints.resolve("planted"), decoy)
    val ui = spark.sparkContext.uiWebUrl.get
    eventually(timeout(30.seconds), interval(200.millis)) {
      spark.sparkContext.statusTracker.getActiveStageIds shouldBe empty
    }
    for (page <- Seq("/environment/", "/SQL/", "/StreamingQuery/", "/jobs/", "/stages/", "/storage/", "/executors/")) {
      withClue(page)(search.lookAtPages("UI " + page, ui + page) should be > 0)
    }
    val id = spark.sparkContext.applicationId
    for (part <- Seq("environment", "sql?details=true&planDescription=true&length=1000", "jobs", "stages")) {
      search.lookAtPages("UI REST", s"$ui/api/v1/applications/$id/$part")
    }
    spark.stop()
    search.lookAtFiles("event log", events)
    search.lookAtFiles("checkpoints", checkpoints)

    search.placesOf("decoy").keySet should contain allOf ("logs", "queryExecution", "plan as JSON", "plan tree",
      "explain", "exceptions", "streaming query", "checkpoints", "event log", "UI /SQL/", "UI REST",
      "UI /StreamingQuery/")
    search.placesOf("open").keySet should contain allOf ("batch reader", "batch partitions", "scan",
      "streaming reader", "streaming partitions", "streaming scan", "batch writer", "write", "streaming writer",
      "streaming write")
    withClue(search.placesOf("password").mkString("\n"))(search.placesOf("password").keySet shouldBe empty)
    withClue(search.placesOf("token").mkString("\n"))(search.placesOf("token").keySet shouldBe empty)
  }
}
