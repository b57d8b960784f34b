// What is the evidence for an actor's stance on a topic? Every sentence, with its place in its document.
// $actor: a part of the actor's name
// $topic: a word of the topic's name
:param actor => 'Hale'
:param topic => 'barrier'
MATCH (a:Actor)-[r:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT]->(c:Claim)-[:ABOUT]->(t:Topic)
WHERE toLower(a.name) CONTAINS toLower($actor) AND t.name CONTAINS toLower($topic)
RETURN DISTINCT r.date AS date, type(r) AS stance, c.text AS claim, r.sentence AS sentence, r.document AS document, r.start AS start, r.end AS stop
ORDER BY date, document, start;
