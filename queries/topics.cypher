// What is the debate about? Topics by the number of statements, with those for and those against.
// $top: how many topics
:param top => 15
MATCH (a:Actor)-[r:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT]->(c:Claim)-[:ABOUT]->(t:Topic)
RETURN t.name AS topic,
       count(r) AS statements,
       count(CASE WHEN type(r) = 'SUPPORTS' THEN 1 END) AS supports,
       count(CASE WHEN type(r) = 'OPPOSES' THEN 1 END) AS opposes,
       count(CASE WHEN type(r) = 'WARNS_ABOUT' THEN 1 END) AS warns
ORDER BY statements DESC, topic
LIMIT $top;
