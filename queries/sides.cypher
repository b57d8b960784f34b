// Who sides with whom on a topic? Pairs of actors with the claims that both support or both oppose.
// $topic: a word of the topic's name
:param topic => 'barrier'
MATCH (a:Actor)-[r:SUPPORTS|OPPOSES]->(c:Claim)-[:ABOUT]->(t:Topic), (b:Actor)-[s:SUPPORTS|OPPOSES]->(c)
WHERE t.name CONTAINS toLower($topic) AND type(r) = type(s) AND a.name < b.name
RETURN a.name AS actor, b.name AS ally, type(r) AS stance, collect(DISTINCT c.text) AS claims
ORDER BY size(claims) DESC, actor, ally;
