// What is claimed in each document, and by whom?
MATCH (d:Document)<-[:STATED_IN]-(c:Claim)<-[r:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT]-(a:Actor)
WHERE r.document = d.id
RETURN d.date AS date, d.title AS document, a.name AS actor, type(r) AS stance, c.text AS claim
ORDER BY date, d.id, r.start;
