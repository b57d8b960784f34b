//! Properties of the parser over texts of all kinds.

use proptest::prelude::*;
use standpoint::query::ast::Query;
use standpoint::query::check::{NoCatalogue, check};

/// Words and signs of the language, in any order: far more often nearly right than random letters.
fn soup() -> impl Strategy<Value = String> {
    const PARTS: [&str; 74] = [
        "MATCH",
        "OPTIONAL",
        "WHERE",
        "RETURN",
        "WITH",
        "UNWIND",
        "AS",
        "ORDER BY",
        "SKIP",
        "LIMIT",
        "DISTINCT",
        "CREATE",
        "MERGE",
        "ON CREATE",
        "SET",
        "REMOVE",
        "DELETE",
        "DETACH",
        "FOREACH",
        "CALL",
        "YIELD",
        "UNION",
        "ALL",
        "AND",
        "OR",
        "NOT",
        "XOR",
        "IN",
        "IS NULL",
        "STARTS WITH",
        "CASE",
        "WHEN",
        "THEN",
        "END",
        "EXISTS",
        "COUNT",
        "all",
        "reduce",
        "shortestPath",
        "count(*)",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "(a)",
        "-[r]->",
        "<--",
        "--",
        "(b:B)",
        ":A",
        "|",
        "&",
        "!",
        "%",
        "*1..2",
        "..",
        ".",
        ",",
        ";",
        "=",
        "<>",
        "<",
        "+",
        "-",
        "^",
        "=~",
        "a",
        "b.x",
        "$p",
        "'s'",
        "1",
        "2.5",
    ];
    prop::collection::vec(prop::sample::select(PARTS.as_slice()), 0..24).prop_map(|parts| parts.join(" "))
}

/// Expressions that parse.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a",
        "b.x",
        "$p",
        "1",
        "-2",
        "2.5",
        "1e9",
        "'text'",
        "\"q'\"",
        "true",
        "null",
        "count(*)",
        "[]",
        "{}",
        "(a)-->(b)",
        "`odd name`",
        "0xff",
        "(a)-[:R*1..2 {k: 1}]-({x: 2})",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 32, 4, |inner| {
        let binary = prop::sample::select(vec![
            "+",
            "-",
            "*",
            "/",
            "%",
            "^",
            "=",
            "<>",
            "<",
            "<=",
            ">",
            ">=",
            "AND",
            "OR",
            "XOR",
            "IN",
            "STARTS WITH",
            "ENDS WITH",
            "CONTAINS",
            "=~",
        ]);
        prop_oneof![
            (inner.clone(), binary, inner.clone()).prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a}) < ({b}) >= ({c})")),
            inner.clone().prop_map(|a| format!("NOT ({a})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            inner.clone().prop_map(|a| format!("({a}) IS NOT NULL")),
            inner.clone().prop_map(|a| format!("({a}).key")),
            inner.clone().prop_map(|a| format!("({a}):L|M&!N")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})[{b}]")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})[{b}..]")),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("f.g({})", items.join(", "))),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{k: {a}, `l m`: {b}}}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("[x IN ({a}) WHERE ({b}) | ({c})]")),
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| format!("[p = (a)-[:R]->(b) WHERE ({a}) | ({b})]")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("none(x IN ({a}) WHERE {b})")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("reduce(s = ({a}), x IN ({b}) | ({c}))")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("CASE {a} WHEN {b} THEN {c} ELSE {a} END")),
            inner.clone().prop_map(|a| format!("CASE WHEN {a} THEN 1 END")),
            inner.clone().prop_map(|a| format!("a {{.k, .*, b, c: {a}}}")),
            inner.clone().prop_map(|a| format!("EXISTS {{ MATCH (a)-->(b) WHERE {a} RETURN b }}")),
            inner.prop_map(|a| format!("COUNT {{ (a)-->(b) WHERE {a} }}")),
        ]
    })
}

/// Queries that parse.
fn query() -> impl Strategy<Value = String> {
    let e = expression;
    let clause = prop_oneof![
        e().prop_map(|e| format!(
            "MATCH (a:A&B {{x: 1}})-[r:R|S*1..3]->(b), q = ((c)-[s]->(d) WHERE {e}){{1,2}}"
        )),
        e().prop_map(|e| format!("OPTIONAL MATCH p = shortestPath((a)-[*]-(b)) WHERE {e}")),
        e().prop_map(|e| format!("UNWIND {e} AS u")),
        (e(), e())
            .prop_map(|(a, b)| format!("WITH DISTINCT *, {a} AS v ORDER BY {b} DESC SKIP 1 LIMIT 2 WHERE v")),
        e().prop_map(|e| format!("CREATE (n:N {{x: {e}}})-[:T]->(m)")),
        e().prop_map(|e| format!(
            "MERGE (n:N {{x: 1}}) ON CREATE SET n.y = {e} ON MATCH SET n:M, n += {{z: 1}}"
        )),
        e().prop_map(|e| format!("SET a.x = {e}, a = {{}}, a:L REMOVE a.y, a:M DETACH DELETE a")),
        e().prop_map(|e| format!("FOREACH (i IN ({e}) | CREATE (:I {{i: i}}))")),
        e().prop_map(|e| format!("CALL some.proc({e}) YIELD col AS c, d WHERE c")),
    ];
    (prop::collection::vec(clause, 0..4), e(), prop::option::of(e())).prop_map(|(clauses, last, other)| {
        let mut text = clauses.join(" ");
        text.push_str(&format!(" RETURN {last}, count(DISTINCT a) AS c"));
        if let Some(other) = other {
            text.push_str(&format!(" UNION ALL RETURN {other} AS o"));
        }
        text
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_its_place(text in ".{0,80}") {
        refused_well(&text);
    }

    #[test]
    fn nearly_right_text_is_read_or_refused_with_its_place(text in soup()) {
        refused_well(&text);
    }

    #[test]
    fn what_is_printed_reads_as_the_same(text in query()) {
        let first = Query::parse(&text).map_err(|e| TestCaseError::fail(e.render(&text, false)))?;
        let printed = first.to_string();
        let second = Query::parse(&printed).map_err(|e| TestCaseError::fail(e.render(&printed, false)))?;
        prop_assert_eq!(&printed, &second.to_string(), "{}", text);
        let _ = check(&first, &NoCatalogue);
    }

    #[test]
    fn a_query_cut_off_anywhere_is_refused_well(text in query(), at in any::<prop::sample::Index>()) {
        let cut = text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
        refused_well(&text[..cut[at.index(cut.len())]]);
    }
}

#[test]
fn every_minus_before_a_number_is_printed() {
    for text in [
        "RETURN -0 AS x",
        "RETURN --0 AS x",
        "RETURN ----0.0 AS x",
        "RETURN -(5) AS x",
        "RETURN - -9223372036854775808 AS x",
    ] {
        let printed = Query::parse(text).expect(text).to_string();
        assert_eq!(Query::parse(&printed).expect(&printed).to_string(), printed, "{text}");
    }
}

/// Neither the parser nor the checks panic, and an error lies within the text and can be shown.
fn refused_well(text: &str) {
    let error = match Query::parse(text) {
        Ok(query) => match check(&query, &NoCatalogue) {
            Ok(_) => return,
            Err(error) => error,
        },
        Err(error) => error,
    };
    let span = error.span.expect("an error before running has a place");
    assert!(text.get(span.start..span.end).is_some(), "{error:?}");
    assert!(!error.render(text, true).is_empty());
}
