// Who opposes a topic, and what exactly? One row a statement, with the sentence that proves it.
// $topic: a word of the topic's name
:param topic => 'barrier'
MATCH (a:Actor)-[r:OPPOSES]->(c:Claim)-[:ABOUT]->(t:Topic)
WHERE t.name CONTAINS toLower($topic)
RETURN DISTINCT a.name AS actor, c.text AS claim, r.date AS date, r.document AS document, r.sentence AS sentence
ORDER BY date, actor;
