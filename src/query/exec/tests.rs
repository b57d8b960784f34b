use crate::graph::{Graph, Map, Value};

/// A graph made by a query, and the rows of another over it, as text.
fn rows(setup: &str, query: &str) -> Vec<String> {
    let mut graph = Graph::new();
    if !setup.is_empty() {
        graph.query(setup, &Map::default()).unwrap_or_else(|e| panic!("{setup}: {e}"));
    }
    let outcome = graph.query(query, &Map::default()).unwrap_or_else(|e| panic!("{query}: {e}"));
    let show = |value: &Value| match value {
        Value::String(text) => text.to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Float(f) => format!("{f:?}"),
        Value::Boolean(b) => b.to_string(),
        Value::Null => "null".into(),
        other => format!("{other:?}"),
    };
    outcome.rows.iter().map(|row| row.iter().map(show).collect::<Vec<_>>().join(" ")).collect()
}

const TRIANGLE: &str =
    "CREATE (a:P {n: 'a'})-[:K {w: 1}]->(b:P {n: 'b'})-[:K {w: 2}]->(c:P {n: 'c'})-[:K {w: 3}]->(a)";

#[test]
fn a_pattern_gives_a_row_for_each_match() {
    assert_eq!(
        rows(TRIANGLE, "MATCH (x:P)-[r:K]->(y) RETURN x.n, r.w, y.n ORDER BY r.w"),
        ["a 1 b", "b 2 c", "c 3 a"]
    );
    assert_eq!(rows(TRIANGLE, "MATCH (x {n: 'a'})--(y) RETURN y.n ORDER BY y.n"), ["b", "c"]);
    assert_eq!(rows(TRIANGLE, "MATCH (x:P), (y:P) WHERE x.n < y.n RETURN count(*)"), ["3"]);
}

#[test]
fn a_relationship_is_walked_once_in_a_pattern() {
    assert_eq!(rows("CREATE (:A)-[:T]->(:B)", "MATCH (a)-[r]-(b)-[s]-(c) RETURN count(*)"), ["0"]);
    assert_eq!(rows(TRIANGLE, "MATCH (a)-[:K*]->(b) RETURN count(*)"), ["9"]);
    assert_eq!(rows(TRIANGLE, "MATCH (a {n: 'a'})-[:K*0..]->(b) RETURN b.n"), ["a", "b", "c", "a"]);
    assert_eq!(rows(TRIANGLE, "MATCH (a)-[:K]->(b)-[:K]->(c)-[:K]->(a) RETURN count(*)"), ["3"]);
}

#[test]
fn grouping_is_by_what_is_not_aggregated() {
    let setup = "UNWIND [['x', 1], ['x', 2], ['y', 3]] AS p CREATE (:N {g: p[0], v: p[1]})";
    assert_eq!(
        rows(setup, "MATCH (n:N) RETURN n.g AS g, count(*) AS c, sum(n.v) + 1 AS s ORDER BY g"),
        ["x 2 4", "y 1 4"]
    );
    assert_eq!(rows("", "MATCH (n) RETURN count(*), sum(n.x)"), ["0 0"]);
    assert_eq!(
        rows(setup, "MATCH (n:N) WITH n.g AS g, collect(n.v) AS vs RETURN g, size(vs) ORDER BY g"),
        ["x 2", "y 1"]
    );
}

#[test]
fn optional_matches_give_nulls() {
    assert_eq!(
        rows(TRIANGLE, "MATCH (x:P) OPTIONAL MATCH (x)-[r:K {w: 2}]->(y) RETURN x.n, y.n ORDER BY x.n"),
        ["a null", "b c", "c null"]
    );
}

#[test]
fn updates_see_what_came_before_them_only() {
    assert_eq!(rows("CREATE (:A), (:A)", "MATCH (a:A) CREATE (b:A) RETURN count(*)"), ["2"]);
    assert_eq!(
        rows(
            "",
            "UNWIND [1, 1, 2] AS x MERGE (n:N {x: x}) ON CREATE SET n.c = 1 ON MATCH SET n.c = n.c + 1 RETURN n.x, n.c"
        ),
        ["1 2", "1 2", "2 1"]
    );
    assert_eq!(
        rows("CREATE (:A {x: 1})", "MATCH (a:A) SET a.x = 2, a:B REMOVE a:A RETURN a.x, labels(a)[0]"),
        ["2 B"]
    );
    assert_eq!(
        rows(TRIANGLE, "MATCH (x:P {n: 'a'}) DETACH DELETE x WITH 1 AS one MATCH (n) RETURN count(n)"),
        ["2"]
    );
    assert_eq!(
        rows("", "FOREACH (x IN [1, 2] | CREATE (:N {x: x})) WITH 1 AS one MATCH (n:N) RETURN sum(n.x)"),
        ["3"]
    );
}

#[test]
fn shortest_paths_are_found_from_both_ends() {
    let setup = "CREATE (a:N {n: 'a'})-[:T]->(b:N {n: 'b'})-[:T]->(c:N {n: 'c'}), (a)-[:T]->(d:N {n: 'd'})-[:T]->(c), (c)-[:T]->(:N {n: 'e'})";
    assert_eq!(
        rows(setup, "MATCH p = shortestPath((:N {n: 'a'})-[:T*]->(:N {n: 'e'})) RETURN length(p)"),
        ["3"]
    );
    assert_eq!(
        rows(setup, "MATCH p = allShortestPaths((:N {n: 'a'})-[:T*]->(:N {n: 'e'})) RETURN count(p)"),
        ["2"]
    );
    assert_eq!(
        rows(setup, "MATCH p = shortestPath((:N {n: 'e'})-[:T*]->(:N {n: 'a'})) RETURN count(p)"),
        ["0"]
    );
    assert_eq!(
        rows(
            setup,
            "MATCH p = shortestPath((:N {n: 'e'})-[:T*..8]-(:N {n: 'a'})) RETURN [x IN nodes(p) | x.n][3]"
        ),
        ["a"]
    );
}

#[test]
fn subqueries_and_comprehensions_read_the_row_around_them() {
    assert_eq!(rows(TRIANGLE, "MATCH (x:P) WHERE EXISTS { (x)-[:K]->({n: 'b'}) } RETURN x.n"), ["a"]);
    assert_eq!(rows(TRIANGLE, "MATCH (x:P) WHERE (x)-[:K]->({n: 'b'}) RETURN x.n"), ["a"]);
    assert_eq!(rows(TRIANGLE, "MATCH (x:P {n: 'a'}) RETURN COUNT { (x)--() }"), ["2"]);
    assert_eq!(rows(TRIANGLE, "MATCH (x:P {n: 'a'}) RETURN [(x)-[r]->(y) | y.n][0]"), ["b"]);
}

#[test]
fn unions_take_columns_by_name() {
    assert_eq!(rows("", "RETURN 1 AS a UNION RETURN 1 AS a UNION RETURN 2 AS a"), ["1", "2"]);
    assert_eq!(rows("", "RETURN 1 AS a UNION ALL RETURN 1 AS a"), ["1", "1"]);
}

#[test]
fn quantified_groups_give_lists() {
    assert_eq!(
        rows(TRIANGLE, "MATCH (x:P {n: 'a'}) ((u)-[r:K]->(v)){1,2} (y) RETURN y.n, size(r), v[0].n"),
        ["b 1 b", "c 2 b"]
    );
}

#[test]
fn the_ends_of_walks_are_those_of_all_walks() {
    // Loops, parallel relationships, cycles through the start of several lengths.
    let setup = "CREATE (a:N {n: 'a'}), (b:N {n: 'b'}), (c:N {n: 'c'}), (d:N {n: 'd'}), (e:N {n: 'e'}), (f:N {n: 'f'}),
        (a)-[:T]->(b), (a)-[:T]->(b), (b)-[:T]->(c), (c)-[:T]->(d), (d)-[:T]->(b), (d)-[:T]->(e), (e)-[:T]->(e), (f)-[:T]->(a)";
    let mut graph = Graph::new();
    graph.query(setup, &Map::default()).unwrap();
    for arrow in ["-[:T*LEN]->", "<-[:T*LEN]-", "-[:T*LEN]-"] {
        for length in ["1..1", "1..2", "1..3", "1..4", "0..2", "0..3", ""] {
            let pattern = arrow.replace("LEN", length);
            let ends = format!("MATCH (x:N){pattern}(y) RETURN DISTINCT x.n + y.n AS e ORDER BY e");
            let walks =
                format!("MATCH p = (x:N){pattern}(y) WITH x.n + y.n AS e, count(p) AS n RETURN e ORDER BY e");
            let [ends, walks] = [ends, walks].map(|q| graph.query(&q, &Map::default()).unwrap());
            assert_eq!(ends.rows, walks.rows, "{pattern}");
        }
    }
    let plan =
        graph.explain("MATCH (x)-[:T*1..3]->(y) RETURN count(DISTINCT y)", &Default::default()).unwrap();
    assert!(plan.to_string().contains("ExpandEnds"), "{plan}");
}

#[test]
fn joins_give_what_walking_gives() {
    // Big enough for the planner to think of a join.
    let mut graph = Graph::new();
    graph.query("UNWIND range(0, 299) AS i CREATE (:A {i: i}) CREATE (:C {i: i})", &Map::default()).unwrap();
    let relate = "UNWIND range(0, 1199) AS k MATCH (a:A {i: (k * k + k) % 293 % 50}), (c:C {i: k * 7 % 297}) CREATE (a)-[:TYPE]->(c)";
    for kind in ["S", "O", "W"] {
        graph
            .query(
                &relate.replace("TYPE", kind).replace("* 7", &format!("* {}", kind.as_bytes()[0])),
                &Map::default(),
            )
            .unwrap();
    }
    let cycle =
        "MATCH (a:A)-[:S]->(c:C)<-[:O]-(b:A)-[:W]->(d:C)<-[:W]-(a) RETURN count(*) AS n, sum(c.i * d.i) AS s";
    let plan = graph.explain(cycle, &Default::default()).unwrap().to_string();
    assert!(plan.contains("HashJoin"), "{plan}");
    let joined = graph.query(cycle, &Map::default()).unwrap().rows;
    let steps = "MATCH (a:A)-[:S]->(c:C) WITH a, c MATCH (c)<-[:O]-(b:A) WITH a, b, c MATCH (b)-[q:W]->(d:C) WITH * MATCH (d)<-[r:W]-(a) WHERE q <> r RETURN count(*) AS n, sum(c.i * d.i) AS s";
    assert_eq!(joined, graph.query(steps, &Map::default()).unwrap().rows);
    assert_ne!(joined[0][0], Value::Integer(0));
}

#[test]
fn a_query_that_fails_changes_nothing() {
    let mut graph = Graph::new();
    graph.query(TRIANGLE, &Map::default()).unwrap();
    assert!(graph.query("MATCH (n) SET n.x = 1 WITH n DELETE n", &Map::default()).is_err());
    let outcome = graph.query("MATCH (n) RETURN count(n.x), count(n)", &Map::default()).unwrap();
    assert_eq!(outcome.rows, [[Value::Integer(0), Value::Integer(3)]]);
}

#[test]
fn effects_are_counted() {
    let mut graph = Graph::new();
    let changes = graph.query(TRIANGLE, &Map::default()).unwrap().changes;
    assert_eq!((changes.nodes_created, changes.relationships_created, changes.properties_set), (3, 3, 6));
}

#[test]
fn a_shortest_path_is_the_shortest_that_fulfils_what_is_asked_of_all_its_parts() {
    let setup = "CREATE (a:P {n: 'a'})-[:K {w: 1}]->(b:P {n: 'b', shut: true})-[:K {w: 1}]->(z:P {n: 'z'}), \
                 (a)-[:K {w: 2}]->(c:P {n: 'c'})-[:K {w: 2}]->(d:P {n: 'd'})-[:K {w: 2}]->(z), (a)-[:K {w: 9}]->(z)";
    let path = |condition: &str| {
        let query = format!(
            "MATCH (x:P {{n: 'a'}}), (y:P {{n: 'z'}}) MATCH p = shortestPath((x)-[:K*]-(y)) WHERE {condition} \
             RETURN reduce(s = '', n IN nodes(p) | s + n.n)"
        );
        rows(setup, &query)
    };
    assert_eq!(path("true"), ["az"]);
    assert_eq!(path("all(r IN relationships(p) WHERE r.w < 9)"), ["abz"]);
    assert_eq!(path("none(r IN relationships(p) WHERE r.w = 9 OR r.w = 1)"), ["acdz"]);
    assert_eq!(
        path(
            "all(r IN relationships(p) WHERE r.w < 9) AND none(n IN nodes(p) WHERE coalesce(n.shut, false))"
        ),
        ["acdz"]
    );
    assert_eq!(path("all(r IN relationships(p) WHERE r.w < size(y.n) + 8) AND length(p) < 3"), ["abz"]);
    // The ends are nodes of the path too; a condition that is unknown is not fulfilled.
    assert!(path("none(n IN nodes(p) WHERE n.n = 'a')").is_empty());
    assert!(path("all(n IN nodes(p) WHERE n.shut = false)").is_empty());
    assert_eq!(
        rows(
            setup,
            "MATCH p = allShortestPaths((:P {n: 'a'})-[:K*]->(:P {n: 'z'})) WHERE all(r IN relationships(p) WHERE r.w = 2) \
             RETURN length(p)"
        ),
        ["3"]
    );
}

#[test]
fn groups_are_the_same_however_many_rows_they_have() {
    // Beyond some hundred rows the engine remembers what a key was for a node, or for a text of a property.
    let setup = "UNWIND range(0, 2999) AS i \
                 CREATE (:N {i: i % 50, s: 'n' + toString(i % 7)})-[:R {d: '20' + toString(10 + i % 4) + '-01-01', \
                 m: CASE i % 3 WHEN 0 THEN i % 2 WHEN 1 THEN 1.0 * (i % 2) END, \
                 t: CASE WHEN i % 5 > 0 THEN 't' + toString(i % 5) END}]->(:M {i: i % 10})";
    let grouped = |keys: &str| {
        let query = format!("MATCH (n:N)-[r:R]->(m:M) RETURN {keys}, count(*) AS c ORDER BY {keys} LIMIT 12");
        rows(setup, &query)
    };
    assert_eq!(grouped("left(r.d, 4)"), ["2010 750", "2011 750", "2012 750", "2013 750"]);
    // 1 and 1.0 are one group, and so are all nulls.
    assert_eq!(grouped("r.m"), ["0 1000", "1.0 1000", "null 1000"]);
    assert_eq!(grouped("r.t"), ["t1 600", "t2 600", "t3 600", "t4 600", "null 600"]);
    assert_eq!(grouped("m.i < 3"), ["false 2100", "true 900"]);
    assert_eq!(
        grouped("n.i % 2 = 0, r.t IS NULL"),
        ["false false 1200", "false true 300", "true false 1200", "true true 300"]
    );
    assert_eq!(
        rows(
            setup,
            "MATCH (n:N)-[r:R]->(m:M) RETURN n.s, r.d, m.i, count(*) AS c ORDER BY c DESC, n.s, r.d, m.i LIMIT 2"
        ),
        ["n0 2010-01-01 0 22", "n0 2010-01-01 6 22"]
    );
    assert_eq!(
        rows(
            setup,
            "MATCH (n:N)-[r:R]->(m:M) WITH m.i AS i, count(DISTINCT n.s) AS s, collect(DISTINCT r.t) AS t \
                     RETURN i, s, size(t) ORDER BY i LIMIT 2"
        ),
        ["0 7 0", "1 7 1"]
    );
}

#[test]
fn counts_that_the_graph_knows_are_right_also_within_an_update() {
    let counts = |query: &str| rows(TRIANGLE, query);
    assert_eq!(counts("MATCH (n) RETURN count(*), count(n)"), ["3 3"]);
    assert_eq!(counts("MATCH (n:P) RETURN count(n)"), ["3"]);
    assert_eq!(counts("MATCH (n:Nobody) RETURN count(n)"), ["0"]);
    assert_eq!(counts("MATCH ()-[r:K]->() RETURN count(r)"), ["3"]);
    assert_eq!(counts("MATCH (:P)<-[:K|L]-() RETURN count(*)"), ["3"]);
    assert_eq!(counts("MATCH (:P)-[:K]-() RETURN count(*)"), ["6"]);
    assert_eq!(
        counts("MATCH (n:P) RETURN n.n, COUNT { (n)-[:K]->() } AS c ORDER BY n.n"),
        ["a 1", "b 1", "c 1"]
    );
    assert_eq!(counts("MATCH (n:P {n: 'a'}) DETACH DELETE n WITH 1 AS x MATCH (m) RETURN count(m)"), ["2"]);
    assert_eq!(
        counts("MATCH (n:P {n: 'a'}) DETACH DELETE n WITH 1 AS x RETURN COUNT { MATCH ()-->() } AS c"),
        ["1"]
    );
    assert_eq!(counts("MATCH (n:P) WHERE n.n < 'c' RETURN count(n)"), ["2"]);
    assert_eq!(counts("MATCH (n:P) RETURN count(n.n), count(DISTINCT n)"), ["3 3"]);
}
