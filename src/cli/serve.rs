//! `standpoint serve --stdio`: queries as lines of JSON, for other programs and for measuring.

use super::{Done, Failure, graph_file};
use crate::repl::{Session, lines};
use clap::Args;
use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::Value as Json;
use std::fmt;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;

use crate::graph::{Graph, Map, Value};
use crate::query::json::{Dialect, Reader, from_json, write, write_text};
use crate::query::procedures::{Field, Procedure, ProcedureBody, Procedures};
use crate::query::{Options, Outcome, QueryError};

/// Answers queries from standard input, one line of JSON each, on standard output
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo '{\"op\":\"run\",\"query\":\"RETURN 1 AS one\"}' | standpoint serve --stdio

A request is a line, and so is its answer:
  {\"op\":\"run\",\"query\":\"MATCH (a:Actor) RETURN a.name\",\"parameters\":{}}
  {\"ok\":true,\"columns\":[\"a.name\"],\"rows\":[[\"Kyiv\"]],\"side_effects\":{}}
  {\"op\":\"ask\",\"question\":\"Who opposes a ceasefire?\"} answers a plain question, with its query.
  {\"op\":\"statement\",\"text\":\":why 1\"} runs any statement of the prompt.
  {\"op\":\"reset\"} empties the graph in memory.

With GRAPH, the graph of that file is opened, or begun, and saved whole at the end of the input.")]
pub(super) struct Serve {
    /// Speaks over standard input and output
    #[arg(long, required = true)]
    stdio: bool,
    /// The graph file; without it, the graph lives only as long as the program
    graph: Option<PathBuf>,
}

impl Serve {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let mut server = Server::default();
        if let Some(path) = &self.graph
            && path.exists()
        {
            server.session = Session::new(graph_file::load(path)?, Some(path));
        }
        let state = |graph: &Graph| (graph.identity(), graph.version());
        let opened = state(&server.session.graph);
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut input = std::io::stdin().lock();
        while let Some(line) = read_line(&mut input, LONGEST)? {
            let answer = match &line {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => server.answer(line),
                Err(problem) => refusal("ProtocolError", problem),
            };
            out.write_all(answer.as_bytes())?;
            out.write_all(b"\n")?;
            out.flush()?;
        }
        // A graph that was only asked is left as it is.
        if let Some(path) = &self.graph
            && (state(&server.session.graph) != opened || !path.exists())
        {
            graph_file::save(&server.session.graph, path)?;
        }
        Ok(Done::Wholly)
    }
}

/// The longest request, in bytes.
const LONGEST: usize = 16 << 20;

/// The next line without its end; `None` at the end of the input. Of a line that is longer than `longest` no more is kept, and
/// what it says instead is what is wrong with it.
fn read_line(input: &mut impl BufRead, longest: usize) -> std::io::Result<Option<Result<String, String>>> {
    let (mut line, mut length, mut cut) = (Vec::new(), 0_usize, false);
    loop {
        let read = match input.fill_buf() {
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if read.is_empty() && length == 0 {
            return Ok(None);
        }
        let end = read.iter().position(|byte| *byte == b'\n');
        let piece = &read[..end.unwrap_or(read.len())];
        cut = cut || line.len() + piece.len() > longest;
        if !cut {
            line.extend_from_slice(piece);
        }
        let (last, used) = (read.is_empty() || end.is_some(), end.map_or(read.len(), |at| at + 1));
        length += used;
        input.consume(used);
        if last {
            break;
        }
    }
    Ok(Some(if cut {
        Err(format!("this line has {length} bytes: the longest may have {longest}"))
    } else {
        String::from_utf8(line).map_err(|_| "this line is not UTF-8".to_owned())
    }))
}

/// A line that was read.
struct Request {
    /// All but the parameters, as an object.
    fields: Json,
    parameters: Map,
}

impl Request {
    fn read(line: &str) -> serde_json::Result<Request> {
        let mut from = serde_json::Deserializer::from_str(line);
        let request = from.deserialize_map(RequestVisitor)?;
        from.end()?;
        Ok(request)
    }
}

struct RequestVisitor;

impl<'de> Visitor<'de> for RequestVisitor {
    type Value = Request;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a request as a JSON object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Request, A::Error> {
        let mut request = Request { fields: Json::Object(Default::default()), parameters: Map::default() };
        // Parameters can be many: whole tables are loaded this way.
        let reader = Reader::default();
        while let Some(key) = entries.next_key::<String>()? {
            if key == "parameters" {
                request.parameters = match entries.next_value_seed(reader.object())? {
                    Value::Map(map) => Arc::unwrap_or_clone(map),
                    _ => Map::default(),
                };
            } else {
                request.fields[key] = entries.next_value()?;
            }
        }
        Ok(request)
    }
}

/// A session with a graph, and the procedures that were declared for it.
pub(crate) struct Server {
    session: Session,
    options: Options,
}

impl Default for Server {
    fn default() -> Self {
        let mut session = Session::new(Graph::new(), None);
        // The caller is a program: what it changes is its own to keep.
        session.settings.record = false;
        Self { session, options: Options::default() }
    }
}

impl Server {
    /// The answer to one line.
    pub fn answer(&mut self, line: &str) -> String {
        match Request::read(line) {
            Ok(request) => self.handle(request).unwrap_or_else(|message| refusal("ProtocolError", &message)),
            Err(error) if error.is_data() => refusal("ProtocolError", &error.to_string()),
            Err(error) => refusal("ProtocolError", &format!("this line is not JSON: {error}")),
        }
    }

    fn handle(&mut self, request: Request) -> Result<String, String> {
        let Request { fields: request, parameters } = request;
        match request["op"].as_str() {
            Some("reset") => {
                self.session.replace(Graph::new(), None);
                self.options.procedures = Arc::default();
                Ok("{\"ok\":true}".to_owned())
            }
            Some("run") => {
                let query = request["query"].as_str().ok_or("\"query\" must be a text")?;
                Ok(match self.session.graph.query_with(query, &parameters, &self.options) {
                    Ok(outcome) => {
                        if outcome.changes.any() {
                            self.session.changed();
                        }
                        self.rows(&outcome)
                    }
                    Err(error) => failure(&error),
                })
            }
            Some("ask") => {
                let question = request["question"].as_str().ok_or("\"question\" must be a text")?;
                Ok(lines::ask(&mut self.session, question))
            }
            Some("statement") => {
                let text = request["text"].as_str().ok_or("\"text\" must be a text")?;
                Ok(lines::statement(&mut self.session, text))
            }
            Some("procedure") => {
                let procedure = declared(&request)?;
                let mut procedures: Procedures = (*self.options.procedures).clone();
                procedures.add(procedure);
                self.options.procedures = Arc::new(procedures);
                Ok("{\"ok\":true}".to_owned())
            }
            Some(other) => {
                Err(format!("there is no operation {other:?}: run, ask, statement, reset and procedure are"))
            }
            None => Err("a request needs \"op\"".to_owned()),
        }
    }

    fn rows(&self, outcome: &Outcome) -> String {
        let mut out = String::from("{\"ok\":true,\"columns\":[");
        separated(&mut out, &outcome.columns, |out, column| write_text(out, column));
        out.push_str("],\"rows\":[");
        separated(&mut out, &outcome.rows, |out, row| {
            out.push('[');
            separated(out, row, |out, value| write(out, value, &self.session.graph, Dialect::Tagged));
            out.push(']');
        });
        out.push_str("],\"side_effects\":{");
        separated(&mut out, outcome.changes.named(), |out, (name, count)| {
            write_text(out, name);
            out.push_str(&format!(":{count}"));
        });
        out.push_str("}}");
        out
    }
}

/// A procedure that is a table, as the TCK declares them.
fn declared(request: &Json) -> Result<Procedure, String> {
    let fields = |key: &str| -> Result<Vec<Field>, String> {
        let fields = request[key].as_array().ok_or(format!("{key:?} must be a list"))?;
        fields
            .iter()
            .map(|field| match (field[0].as_str(), field[1].as_str()) {
                (Some(name), Some(kind)) => Ok(Field::new(name, kind)),
                _ => Err(format!("{key:?} must hold pairs of a name and a type")),
            })
            .collect()
    };
    let name = request["name"].as_str().ok_or("\"name\" must be a text")?;
    let (inputs, outputs) = (fields("inputs")?, fields("outputs")?);
    let columns: Vec<&str> =
        request["columns"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    // Where each input and output stands in a row as it was sent.
    let places = inputs
        .iter()
        .chain(&outputs)
        .map(|field| columns.iter().position(|column| **column == *field.name))
        .collect::<Option<Vec<usize>>>();
    let sent = request["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(sent.len());
    if let Some(places) = places {
        for row in sent {
            rows.push(places.iter().map(|at| from_json(&row[*at])).collect::<Result<_, _>>()?);
        }
    } else if !sent.is_empty() {
        return Err("the columns do not name every input and output".to_owned());
    }
    Ok(Procedure {
        name: name.into(),
        inputs,
        outputs,
        summary: "declared by the caller".to_owned(),
        body: ProcedureBody::Table(rows),
    })
}

fn failure(error: &QueryError) -> String {
    let mut out = String::from("{\"ok\":false,\"error\":{\"type\":");
    write_text(&mut out, &error.kind.to_string());
    out.push_str(",\"phase\":");
    write_text(&mut out, &error.phase.to_string());
    out.push_str(",\"detail\":");
    write_text(&mut out, &error.detail.to_string());
    out.push_str(",\"message\":");
    write_text(&mut out, &error.to_string());
    if let Some(span) = error.span {
        out.push_str(&format!(",\"start\":{},\"end\":{}", span.start, span.end));
    }
    out.push_str("}}");
    out
}

fn refusal(kind: &str, message: &str) -> String {
    let mut out = String::from("{\"ok\":false,\"error\":{\"type\":");
    write_text(&mut out, kind);
    out.push_str(",\"message\":");
    write_text(&mut out, message);
    out.push_str("}}");
    out
}

/// Writes the items with commas between.
fn separated<T>(out: &mut String, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
    for (nth, item) in items.into_iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        write(out, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_up_to_their_longest_and_what_is_no_text_is_told() {
        let mut input = std::io::BufReader::with_capacity(3, &b"one\n\nabcdefghi\nabcdefgh\n\xff\ntwo"[..]);
        let mut next = || read_line(&mut input, 8).unwrap();
        assert_eq!(next(), Some(Ok("one".into())));
        assert_eq!(next(), Some(Ok(String::new())));
        assert!(next().unwrap().unwrap_err().contains("the longest may have 8"));
        assert_eq!(next(), Some(Ok("abcdefgh".into())));
        assert!(next().unwrap().unwrap_err().contains("not UTF-8"));
        assert_eq!(next(), Some(Ok("two".into())));
        assert_eq!(next(), None);
    }
}
