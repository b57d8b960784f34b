// Who changed position? Actors that supported and opposed claims on one topic, where all of one side came before the other.
MATCH (a:Actor)-[r:SUPPORTS]->(c:Claim)-[:ABOUT]->(t:Topic), (a)-[s:OPPOSES]->(d:Claim)-[:ABOUT]->(t)
WITH a, t, min(r.date) AS supported, max(r.date) AS lastly, min(s.date) AS opposed, max(s.date) AS ended
WHERE lastly < opposed OR ended < supported
RETURN a.name AS actor, t.name AS topic, CASE WHEN lastly < opposed THEN 'for, then against' ELSE 'against, then for' END AS moved, supported, opposed
ORDER BY actor, topic;
