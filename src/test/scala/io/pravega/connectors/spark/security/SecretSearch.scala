// SPDX-License-Identifier: Apache-2.0
package io.pravega.connectors.spark.security

import java.net.URI
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.nio.charset.StandardCharsets.{ISO_8859_1, UTF_8}
import java.nio.file.{Files, Path}
import java.util.Base64
import java.util.concurrent.ConcurrentHashMap
import java.util.logging.{Handler, Level => JavaLevel, Logger => JavaLogger, LogRecord, SimpleFormatter}

import scala.collection.JavaConverters._
import scala.collection.mutable

import org.apache.logging.log4j.{Level, LogManager}
import org.apache.logging.log4j.core.{LogEvent, LoggerContext}
import org.apache.logging.log4j.core.appender.AbstractAppender
import org.apache.logging.log4j.core.config.Property

/**
 * Looks for texts wherever they could have gone, and notes which were found in which place.
 *
 * @param texts by name; each is also looked for in base 64, alone and behind the user's name, as it goes over the wire
 */
class SecretSearch(texts: Map[String, Seq[String]]) {

  /** The compiler of generated code does not survive its own finest logging. */
  private val compiler = JavaLogger.getLogger("org.codehaus")
  compiler.setLevel(JavaLevel.OFF)

  private val found = new ConcurrentHashMap[(String, String), String]

  /** Remembers which of the texts stand in what came from a place, with some of what is around. */
  def look(place: String, content: String): Unit =
    for ((name, forms) <- texts; form <- forms; at = content.indexOf(form) if at >= 0)
      found.putIfAbsent((place, name), content.slice(math.max(0, at - 200), at + form.length + 40))

  def placesOf(name: String): Map[String, String] =
    found.asScala.collect { case ((place, `name`), excerpt) => place -> excerpt }.toMap

  /** All files below a directory. */
  def lookAtFiles(place: String, directory: Path): Unit = {
    val files = Files.walk(directory)
    try files.iterator.asScala.filter(Files.isRegularFile(_)).foreach { file =>
      look(place, new String(Files.readAllBytes(file), ISO_8859_1))
    } finally files.close()
  }

  /** A page and what it links to, on the same server. */
  def lookAtPages(place: String, start: String, limit: Int = 300): Int = {
    val client = HttpClient.newHttpClient()
    val seen = mutable.Set(start)
    val waiting = mutable.Queue(start)
    while (waiting.nonEmpty) {
      val uri = URI.create(waiting.dequeue())
      val page = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body
      look(place, page)
      for (link <- SecretSearch.Link.findAllMatchIn(page).map(_.group(1).replace("&amp;", "&"))) {
        val next = uri.resolve(link.takeWhile(_ != '#').replace(" ", "%20")).toString
        if (next.startsWith(start) && !next.contains("/static/") && !next.contains("/kill") &&
            !next.contains("threadDump") && !next.contains("/logs") && seen.size < limit && seen.add(next)) {
          waiting.enqueue(next)
        }
      }
    }
    seen.size
  }

  /** Everything that is logged meanwhile, at every level, whatever the configuration says. */
  def lookAtLogs[T](place: String)(test: => T): T = {
    val context = LogManager.getContext(false).asInstanceOf[LoggerContext]
    val java = JavaLogger.getLogger("")
    val (javaLevel, handler) = (java.getLevel, new JavaLogSearch(place))
    val appender = new LogSearch(place)
    appender.start()
    try {
      val configuration = context.getConfiguration
      val root = configuration.getRootLogger
      root.getAppenders.asScala.keys.foreach(root.removeAppender)
      configuration.getLoggers.asScala.values.foreach(_.setLevel(Level.ALL))
      root.addAppender(appender, Level.ALL, null)
      context.updateLoggers()
      java.setLevel(JavaLevel.ALL)
      java.addHandler(handler)
      test
    } finally {
      java.removeHandler(handler)
      java.setLevel(javaLevel)
      // Reads the configuration file anew.
      context.reconfigure()
    }
  }

  private def lookAtLog(place: String, logger: String, message: String, thrown: Throwable): Unit = {
    look(place, s"$logger: $message")
    Iterator.iterate(thrown)(_.getCause).takeWhile(_ != null).foreach(e => look(place, s"$logger: $e"))
  }

  private class LogSearch(place: String)
      extends AbstractAppender("secret-search", null, null, true, Property.EMPTY_ARRAY) {
    override def append(event: LogEvent): Unit =
      lookAtLog(place, event.getLoggerName, event.getMessage.getFormattedMessage, event.getThrown)
  }

  private class JavaLogSearch(place: String) extends Handler {
    private val formatter = new SimpleFormatter

    override def publish(record: LogRecord): Unit =
      lookAtLog(place, record.getLoggerName, formatter.formatMessage(record), record.getThrown)

    override def flush(): Unit = ()

    override def close(): Unit = ()
  }
}

object SecretSearch {
  private val Link = """(?:href|src)=["']([^"']+)["']""".r

  /** The forms in which a password or token may be written. */
  def forms(text: String, user: String): Seq[String] = Seq(text, base64(text), base64(s"$user:$text"))

  private def base64(text: String): String = Base64.getEncoder.encodeToString(text.getBytes(UTF_8))
}
