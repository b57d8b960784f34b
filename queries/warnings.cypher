// What does an actor warn about? With the words of the warning and the sentence, oldest first.
// $actor: a part of the actor's name
:param actor => 'Tanaka'
MATCH (a:Actor)-[r:WARNS_ABOUT]->(c)
WHERE toLower(a.name) CONTAINS toLower($actor)
RETURN a.name AS actor, coalesce(c.text, c.name) AS warning, r.date AS date, r.document AS document, r.sentence AS sentence
ORDER BY date, r.document, r.start;
