// Who speaks for whom? Spokespeople, officials and capitals with what they represent and in which role.
MATCH (a:Actor)-[r:REPRESENTS]->(b:Actor)
RETURN b.name AS represented, a.name AS actor, r.role AS role, r.document AS document
ORDER BY represented, actor, role;
