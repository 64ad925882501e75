// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.nio.file.{Files, Path}

import scala.collection.JavaConverters._

/** The JDKs of this machine. */
object JavaHome {

  private val directories = Path.of("/usr/lib/jvm")

  /** A JDK of this major version: named by a variable such as `JAVA_HOME_17`, this one, or where Linux has it. */
  def of(major: String): Path =
    candidates(major).find(home => majorOf(home).contains(major))
      .getOrElse(throw new IllegalStateException(
        s"Cannot find Java $major: expected it in $directories, or its home in the variable JAVA_HOME_$major"))

  private def candidates(major: String): Seq[Path] =
    sys.env.get(s"JAVA_HOME_$major").map(Path.of(_)).toSeq ++ Seq(Path.of(System.getProperty("java.home"))) ++ installed

  private def installed: Seq[Path] =
    if (!Files.isDirectory(directories)) Nil
    else {
      val list = Files.list(directories)
      try list.iterator.asScala.toVector.sorted
      finally list.close()
    }

  private def majorOf(home: Path): Option[String] = {
    val release = home.resolve("release")
    if (Files.exists(release)) "JAVA_VERSION=\"(\\d+)".r.findFirstMatchIn(Files.readString(release)).map(_.group(1))
    else None
  }
}
