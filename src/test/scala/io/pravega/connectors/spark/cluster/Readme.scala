// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.cluster

import java.nio.file.{Files, Path}

/** What the README tells users to type. */
object Readme {

  val text: String = Files.readString(Path.of("README.md"))

  /** The code blocks of a language, as they stand there. */
  def blocks(language: String): Seq[String] =
    s"(?s)```$language\n(.*?)```".r.findAllMatchIn(text).map(_.group(1)).toVector

  /** What stands between `<!-- name -->` and `<!-- /name -->`. */
  def marked(name: String): String = text.split(s"<!-- /?$name -->") match {
    case Array(_, between, _) => between.trim
    case _ => throw new IllegalStateException(s"Cannot find one <!-- $name --> … <!-- /$name --> in the README")
  }
}
