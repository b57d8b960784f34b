// Who changed position? Actors that both support and oppose claims on one topic, with the first date of each.
MATCH (a:Actor)-[r:SUPPORTS]->(c:Claim)-[:ABOUT]->(t:Topic), (a)-[s:OPPOSES]->(d:Claim)-[:ABOUT]->(t)
RETURN a.name AS actor, t.name AS topic, min(s.date) AS opposed, min(r.date) AS supported
ORDER BY actor, topic;
