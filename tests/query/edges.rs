//! Semantics at the edges.

use super::{graph, rows};
use standpoint::graph::{Graph, Map, Value};

#[test]
fn an_alias_that_shadows_a_variable_keeps_the_groups() {
    let mut g = graph("CREATE (:A {n: 1}), (:A {n: 1}), (:A {n: 2})");
    assert_eq!(rows(&mut g, "MATCH (a:A) RETURN a.n AS a, count(*) AS c ORDER BY a"), "1 | 2\n2 | 1");
    assert_eq!(rows(&mut g, "MATCH (a:A) WITH a.n AS a, count(*) AS c WHERE a > 1 RETURN a, c"), "2 | 1");
    assert_eq!(
        rows(&mut g, "MATCH (a:A) WITH a.n AS b, a.n + 1 AS a RETURN a, b ORDER BY a, b LIMIT 1"),
        "2 | 1"
    );
    // ORDER BY sees the alias before the variable.
    assert_eq!(rows(&mut g, "MATCH (a:A) RETURN -a.n AS a ORDER BY a"), "-2\n-1\n-1");
}

#[test]
fn all_relationships_of_a_match_differ() {
    let mut g = graph("CREATE (a {n: 1})-[:T]->(b {n: 2})-[:T]->(c {n: 3})-[:T]->(a)");
    assert_eq!(rows(&mut g, "MATCH (a)-->(b)-->(c)-->(a) RETURN count(*)"), "3");
    assert_eq!(rows(&mut g, "MATCH (a)-->(b)-->(c)-->(d)-->(e) RETURN count(*)"), "0");
    assert_eq!(rows(&mut g, "MATCH (a)--(b)--(a) RETURN count(*)"), "0");
    assert_eq!(rows(&mut g, "MATCH (a)-->(b), (c)-->(d) RETURN count(*)"), "6");
    // Two clauses are two matches.
    assert_eq!(rows(&mut g, "MATCH (a)-->(b) MATCH (c)-->(d) RETURN count(*)"), "9");
    // A variable length and a single relationship of one clause share none either.
    assert_eq!(rows(&mut g, "MATCH (a {n: 1})-[*]->(b)-[r]->(c) RETURN count(*)"), "2");
}

#[test]
fn a_cycle_of_four_needs_four_relationships() {
    let mut g = graph(
        "CREATE (a {n: 1})-[:T]->(b {n: 2})-[:T]->(c {n: 3})-[:T]->(d {n: 4})-[:T]->(a), (a)-[:T]->(b)",
    );
    assert_eq!(rows(&mut g, "MATCH (a)-[:T]->(b)-[:T]->(c)-[:T]->(d)-[:T]->(a) RETURN count(*)"), "8");
    assert_eq!(rows(&mut g, "MATCH (a {n: 1})--(b)--(c)--(d)--(a) RETURN count(*)"), "4");
}

#[test]
fn parallel_edges_count_each() {
    let mut g = graph("CREATE (a {n: 1}), (b {n: 2}), (a)-[:T]->(b), (a)-[:T]->(b), (b)-[:T]->(a)");
    assert_eq!(rows(&mut g, "MATCH (a {n: 1})-[:T]->(b {n: 2}) RETURN count(*)"), "2");
    assert_eq!(rows(&mut g, "MATCH (a {n: 1})-[:T]-(b) RETURN count(*)"), "3");
    assert_eq!(rows(&mut g, "MATCH (a {n: 1}), (b {n: 2}) MATCH (a)-[:T]-(b) RETURN count(*)"), "3");
    assert_eq!(rows(&mut g, "MATCH (a {n: 1})-[:T*2]-(a) RETURN count(*)"), "6");
    assert_eq!(rows(&mut g, "MATCH (a {n: 1}) WHERE EXISTS { (a)-->() } RETURN COUNT { (a)-->() }"), "2");
}

#[test]
fn a_loop_is_found_once_in_either_direction() {
    let mut g = graph("CREATE (a {n: 1})-[:T]->(a)");
    assert_eq!(rows(&mut g, "MATCH (a)-->(a) RETURN count(*)"), "1");
    assert_eq!(rows(&mut g, "MATCH (a)--(b) RETURN count(*)"), "1");
    assert_eq!(rows(&mut g, "MATCH (a)-[*]-(b) RETURN count(*)"), "1");
}

#[test]
fn a_path_may_have_no_length() {
    let mut g = graph("CREATE (a:A {n: 1})-[:T]->(b:B {n: 2})");
    assert_eq!(
        rows(&mut g, "MATCH p = (a {n: 1}) RETURN length(p), size(nodes(p)), relationships(p)"),
        "0 | 1 | []"
    );
    assert_eq!(rows(&mut g, "MATCH (a:A)-[*0..1]->(b) RETURN b.n ORDER BY b.n"), "1\n2");
    assert_eq!(rows(&mut g, "MATCH (a:A)-[r*0]->(b) RETURN a = b, r"), "true | []");
    assert_eq!(rows(&mut g, "MATCH p = shortestPath((a:A)-[*0..]->(b:A)) RETURN length(p)"), "0");
    assert_eq!(
        rows(&mut g, "MATCH (a:A) ((x)-->(y)){0,1} (z) RETURN size(x), z.n ORDER BY z.n"),
        "0 | 1\n1 | 2"
    );
    // A length that cannot be is no error and no match.
    assert_eq!(rows(&mut g, "MATCH (a)-[*3..2]->(b) RETURN count(*)"), "0");
}

#[test]
fn an_empty_result_has_its_columns() {
    let mut g = Graph::new();
    let columns = |g: &mut Graph, query: &str| -> Vec<String> {
        let outcome = g.query(query, &Map::default()).expect(query);
        assert!(outcome.rows.is_empty());
        outcome.columns.iter().map(|c| c.to_string()).collect()
    };
    assert_eq!(
        columns(&mut g, "MATCH (n) RETURN n.name,  n.x+1 AS y, count( n )"),
        ["n.name", "y", "count( n )"]
    );
    assert_eq!(columns(&mut g, "MATCH (b)-->(a) RETURN *"), ["a", "b"]);
    assert_eq!(columns(&mut g, "UNWIND [] AS x RETURN x"), ["x"]);
    assert_eq!(columns(&mut g, "MATCH (`odd name`) RETURN `odd name`"), ["odd name"]);
}

#[test]
fn whole_numbers_never_wrap() {
    let mut g = Graph::new();
    for query in [
        "RETURN 9223372036854775807 + 1",
        "RETURN -9223372036854775808 - 1",
        "RETURN 9223372036854775807 * 2",
        "RETURN -9223372036854775808 / -1",
        "RETURN -(-9223372036854775808)",
        "RETURN abs(-9223372036854775808)",
        "UNWIND [9223372036854775807, 1] AS x RETURN sum(x)",
        "RETURN reduce(a = 1, x IN range(1, 70) | a * 2)",
    ] {
        assert!(rows(&mut g, query).starts_with("ArithmeticError"), "{query}: {}", rows(&mut g, query));
    }
    assert_eq!(rows(&mut g, "RETURN -9223372036854775808"), "-9223372036854775808");
    assert_eq!(rows(&mut g, "RETURN 5 / 0"), "ArithmeticError: DivisionByZero");
    assert_eq!(rows(&mut g, "RETURN 5 % 0"), "ArithmeticError: DivisionByZero");
}

#[test]
fn a_number_that_is_none_sorts_behind_all_numbers_and_equals_none() {
    let mut g = Graph::new();
    assert_eq!(
        rows(&mut g, "UNWIND [1, 0.0/0, null, 3, -1.0/0, 1.0/0] AS x RETURN x ORDER BY x"),
        "\"-Infinity\"\n1\n3\n\"Infinity\"\n\"NaN\"\nnull"
    );
    assert_eq!(
        rows(&mut g, "WITH 0.0/0 AS n RETURN n = n, n <> n, n < 1, n >= 1, n IN [n]"),
        "false | true | false | false | false"
    );
    // Grouping and DISTINCT see equivalence, in which it is one value.
    assert_eq!(rows(&mut g, "UNWIND [0.0/0, 0.0/0] AS n RETURN count(DISTINCT n)"), "1");
    assert_eq!(rows(&mut g, "UNWIND [1, 1.0, 2] AS n RETURN count(DISTINCT n)"), "2");
}

#[test]
fn text_is_counted_in_characters() {
    let mut g = graph("CREATE (:Ärger {größe: 'naïve', `zwei Wörter`: '日本'})");
    assert_eq!(
        rows(&mut g, "MATCH (ñ:Ärger) RETURN ñ.größe, size(ñ.größe), ñ.`zwei Wörter`"),
        "\"naïve\" | 5 | \"日本\""
    );
    assert_eq!(
        rows(&mut g, "RETURN substring('日本語', 1, 1), left('日本語', 2), reverse('añb')"),
        "\"本\" | \"日本\" | \"bña\""
    );
    assert_eq!(
        rows(&mut g, "RETURN '\\u00e9' = 'é', '\\uD83D\\uDE00' = '😀', size('😀')"),
        "true | true | 1"
    );
    assert_eq!(rows(&mut g, "MATCH (n) WHERE n.größe =~ 'na.ve' RETURN count(n)"), "1");
}

#[test]
fn a_query_that_fails_changes_nothing() {
    let mut g = graph("CREATE (:A {n: 1})-[:T]->(:A {n: 2})");
    let before = rows(&mut g, "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN n, r ORDER BY n.n");
    for query in [
        "MATCH (a:A) SET a.n = a.n * 10, a:B CREATE (a)-[:NEW]->(:C) WITH a RETURN 1 / (a.n - 20)",
        "MATCH (a:A) DETACH DELETE a WITH count(*) AS c RETURN 1 / 0",
        "MATCH (a:A {n: 1}) DELETE a",
        "CREATE (:X {l: [{a: 1}]})",
        "UNWIND [1, 0] AS x MERGE (:Y {x: x}) WITH x RETURN 1 / x",
    ] {
        assert!(g.query(query, &Map::default()).is_err(), "{query}");
        assert_eq!(
            rows(&mut g, "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN n, r ORDER BY n.n"),
            before,
            "{query}"
        );
    }
}

#[test]
fn labels_and_types_may_be_asked_for_in_expressions() {
    let mut g = graph("CREATE (:A {n: 1})-[:R]->(:A:B {n: 2})-[:S]->(:C {n: 3}), ({n: 4})");
    for (pattern, found) in [
        ("(x:A|C)", "1\n2\n3"),
        ("(x:A&B)", "2"),
        ("(x:A&!B)", "1"),
        ("(x:!A)", "3\n4"),
        ("(x:%)", "1\n2\n3"),
        ("(x:!%)", "4"),
        ("(x:(A|C)&!B)", "1\n3"),
        ("()-[:R|S]->(x)", "2\n3"),
        ("()-[:!R]->(x)", "3"),
        ("(x WHERE x.n > 2)", "3\n4"),
        ("()-[r WHERE type(r) = 'R']->(x)", "2"),
    ] {
        assert_eq!(rows(&mut g, &format!("MATCH {pattern} RETURN x.n ORDER BY x.n")), found, "{pattern}");
    }
    assert_eq!(rows(&mut g, "MATCH (x) WHERE x:A|C AND NOT x:B RETURN x.n ORDER BY x.n"), "1\n3");
}

#[test]
fn quantified_groups_give_lists() {
    let mut g = graph(
        "CREATE (:P {n: 1})-[:T {w: 1}]->(:P {n: 2})-[:T {w: 2}]->(:P {n: 3})-[:T {w: 1}]->(:P {n: 4})",
    );
    assert_eq!(
        rows(
            &mut g,
            "MATCH (a {n: 1}) ((x)-[r:T]->(y)){2,3} (b) RETURN [i IN x | i.n] AS xs, [i IN r | i.w] AS ws, b.n ORDER BY b.n"
        ),
        "[1,2] | [1,2] | 3\n[1,2,3] | [1,2,1] | 4"
    );
    assert_eq!(rows(&mut g, "MATCH ((x)-[r:T]->(y) WHERE x.n < y.n AND r.w = 1){1,2} RETURN count(*)"), "2");
    assert_eq!(rows(&mut g, "MATCH p = (a {n: 1})-[:T]->+(b) RETURN length(p)"), "1\n2\n3");
    assert_eq!(rows(&mut g, "MATCH p = ALL SHORTEST (a {n: 1})-[:T]->+(b {n: 3}) RETURN length(p)"), "2");
}

#[test]
fn long_queries_run_or_are_refused() {
    let mut g = Graph::new();
    let create: String = (0..5000).map(|i| format!("CREATE (n{i}:N {{i: {i}}})\n")).collect();
    assert_eq!(g.query(&create, &Map::default()).expect("it runs").changes.nodes_created, 5000);
    let chain: String = (0..5000).map(|i| format!("WITH {i} AS x{i}\n")).collect();
    assert_eq!(rows(&mut g, &format!("{chain} RETURN 1")), "SyntaxError: TooDeep");
    let unions = "RETURN 1 AS x UNION ALL ".repeat(900);
    assert_eq!(rows(&mut g, &format!("{unions} RETURN 2 AS x")).lines().count(), 901);
}

#[test]
fn parameters_are_typed_and_must_be_there() {
    let mut g = graph("UNWIND range(1, 5) AS i CREATE ({i: i})");
    let mut with = |query: &str, value: Value| {
        g.query(query, &[("p".into(), value)].into_iter().collect())
            .map(|o| o.rows.len())
            .map_err(|e| e.detail)
    };
    assert_eq!(with("MATCH (n) WHERE n.i IN $p RETURN n", Value::list([1, 2].map(Value::Integer))), Ok(2));
    assert_eq!(with("MATCH (n) RETURN n LIMIT $p", Value::Integer(3)), Ok(3));
    assert!(with("MATCH (n) RETURN n LIMIT $p", Value::Integer(-1)).is_err());
    assert!(with("MATCH (n) RETURN n LIMIT $q", Value::Integer(1)).is_err());
    assert_eq!(
        with(
            "UNWIND $p AS m CREATE (n) SET n = m RETURN n",
            Value::list([Value::map([("a", Value::Integer(1))])])
        ),
        Ok(1)
    );
}
