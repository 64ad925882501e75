// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.io.File
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit

import scala.collection.JavaConverters._

/**
 * A Spark of the shape that users download, less the shell scripts, which Maven Central does not have: those only start
 * what `org.apache.spark.launcher.Main` tells them to, and so does [[command]].
 */
class SparkDistribution private (home: Path, scala: String) {

  private val jars = home.resolve("jars")

  /** What Spark's scripts tell the programs that they start. */
  val environment: Map[String, String] = Map("SPARK_HOME" -> home.toString, "SPARK_SCALA_VERSION" -> scala,
    "SPARK_SUBMIT_OPTS" -> "-Dscala.usejavacp=true")

  /** What Spark's scripts run for one of its main classes in this environment, which names the Java. */
  def command(environment: Map[String, String], mainClass: String, args: String*): Seq[String] = {
    val launcher = Seq(s"${environment("JAVA_HOME")}/bin/java", "-cp", s"$jars/*", "org.apache.spark.launcher.Main",
      mainClass) ++ args
    val builder = new ProcessBuilder(launcher.asJava).redirectError(ProcessBuilder.Redirect.INHERIT)
    builder.environment.putAll(environment.asJava)
    val process = builder.start()
    val answer = new String(process.getInputStream.readAllBytes(), UTF_8)
    if (process.waitFor() != 0) {
      throw new IllegalStateException(s"Cannot build the command for $mainClass: $answer")
    }
    // Before the command comes an empty line; its words end with NUL.
    answer.dropWhile(c => c == '\u0000' || c == '\n').split('\u0000').toVector
  }

  /** The class path of programs that are clients of Spark Connect, and know nothing else of Spark. */
  def connectClassPath: String = {
    val list = Files.list(jars)
    val others = try list.iterator.asScala.map(_.toString).toVector finally list.close()
    val ofServer = Seq("core", "catalyst", "sql", "sql-api", "connect").map(module => s"/spark-${module}_")
    (s"$home/connect/*" +: others.filterNot(jar => ofServer.exists(jar.contains(_)))).mkString(File.pathSeparator)
  }

  /** Compiles Java sources against this Spark, as its users do, and returns a jar with them. */
  def compile(javaHome: Path, to: Path, sources: Path*): Path = {
    val classes = Files.createDirectories(to.resolve("classes"))
    val jar = to.resolve("application.jar")
    SparkDistribution.run(to, Seq(javaHome.resolve("bin/javac").toString, "-J-XX:TieredStopAtLevel=1", "-nowarn",
      "-proc:none", "-cp", s"$jars/*", "-d", classes.toString) ++ sources.map(_.toAbsolutePath.toString))
    SparkDistribution.run(to,
      Seq(javaHome.resolve("bin/jar").toString, "cf", jar.toString, "-C", classes.toString, "."))
    jar
  }
}

object SparkDistribution {

  private val project = Path.of("src/test/spark/pom.xml").toAbsolutePath

  private val target = Path.of("target/spark").toAbsolutePath

  /** Maven Central does not have the module for Avro of every release. */
  private val avro = Map("3.4.4" -> "3.4.3", "3.5.8" -> "3.5.7", "4.0.4" -> "4.0.2", "4.1.3" -> "4.1.1")

  /** Puts together what is not there yet, with Maven. */
  def of(spark: String, scala: String): SparkDistribution = assemble("", spark, scala)

  /** The same with spark-shell and spark-sql. */
  def withTools(spark: String, scala: String): SparkDistribution =
    assemble("-tools", spark, scala, "-Ptools")

  private def assemble(suffix: String, spark: String, scala: String, more: String*): SparkDistribution = synchronized {
    val name = s"${spark}_$scala$suffix"
    val home = target.resolve(name)
    val whole = home.resolve("RELEASE")
    if (!Files.exists(whole)) {
      val maven = Path.of(System.getProperty("cluster.maven.home", "")).resolve("bin/mvn").toString
      run(Files.createDirectories(home), Seq(maven, "-B", "-ntp", "-q", "-f", project.toString,
        s"-Dmaven.repo.local=${System.getProperty("cluster.maven.repository")}", s"-Dhome=$home",
        s"-Dspark.version=$spark", s"-Dscala.binary.version=$scala",
        s"-Dspark.avro.version=${avro.getOrElse(spark, spark)}", "package") ++ more)
      Files.write(whole, s"$name\n".getBytes(UTF_8))
    }
    new SparkDistribution(home, scala)
  }

  private def run(directory: Path, command: Seq[String]): Unit = {
    val log = directory.resolve("build.log").toFile
    val builder = new ProcessBuilder(command.asJava)
      .redirectInput(new File("/dev/null")).redirectErrorStream(true).redirectOutput(log)
    builder.environment.put("MAVEN_OPTS", Submit.quickStart)
    val process = builder.start()
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroyForcibly()
      throw new IllegalStateException(s"Cannot wait longer for ${command.mkString(" ")}: see $log")
    }
    if (process.exitValue != 0) {
      throw new IllegalStateException(
        s"Cannot run ${command.mkString(" ")}:\n${Files.readString(log.toPath)}")
    }
  }
}
