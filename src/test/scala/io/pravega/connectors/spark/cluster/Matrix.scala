// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

/** A Spark, the Scala it is built with, the major version of the Java it runs on, and the serializer of its results. */
case class Cell(spark: String, scala: String, java: String, kryo: Boolean = false) {
  override def toString: String = s"Spark $spark (Scala $scala) on Java $java${if (kryo) " with Kryo" else ""}"

  /** Whether this Spark has the trigger RealTime, and to try it; one Java is enough. */
  def triesRealTimeMode: Boolean = spark >= "4.1" && java == "17"

  /** Settings for spark-submit. */
  def settings: Seq[String] =
    if (kryo) Seq("--conf", "spark.serializer=org.apache.spark.serializer.KryoSerializer") else Nil
}

/** What the jar is tested on, from the file `src/test/spark/matrix`. */
object Matrix {

  val cells: Seq[Cell] =
    Files.readAllLines(Path.of("src/test/spark/matrix")).asScala.map(_.trim).toVector
      .filterNot(line => line.isEmpty || line.startsWith("#"))
      .map(_.split("\\s+"))
      .map {
        case Array(spark, scala, java) => Cell(spark, scala, java)
        case Array(spark, scala, java, "kryo") => Cell(spark, scala, java, kryo = true)
      }

  /** Those whose text contains the system property `cluster.only`; all without it. */
  def chosen: Seq[Cell] = {
    val only = System.getProperty("cluster.only", "")
    val found = cells.filter(_.toString.contains(only))
    require(found.nonEmpty, s"Invalid cluster.only '$only': expected part of one of ${cells.mkString(", ")}")
    found
  }
}
