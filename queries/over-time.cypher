// How do positions on a topic move? Each actor's stances in the order of their dates.
// $topic: a word of the topic's name
:param topic => 'barrier'
MATCH (a:Actor)-[r:SUPPORTS|OPPOSES|WARNS_ABOUT]->(c:Claim)-[:ABOUT]->(t:Topic)
WHERE t.name CONTAINS toLower($topic)
WITH DISTINCT a, r, c
ORDER BY r.date, r.document, r.start
RETURN a.name AS actor, collect(toString(r.date) + ' ' + type(r) + ' ' + c.text) AS positions
ORDER BY size(positions) DESC, actor;
