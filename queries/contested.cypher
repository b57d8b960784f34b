// Which claims and actors are contested? Those that somebody supports and somebody else opposes or warns about.
MATCH (a:Actor)-[:SUPPORTS]->(c)<-[:OPPOSES|WARNS_ABOUT]-(b:Actor)
WHERE a <> b
RETURN coalesce(c.text, c.name) AS contested, collect(DISTINCT a.name) AS supporters, collect(DISTINCT b.name) AS opponents
ORDER BY size(supporters) + size(opponents) DESC, contested;
