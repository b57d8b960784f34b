// Who is heard most? Actors by the number of their statements, and by the number of documents that report them.
// $top: how many actors
:param top => 15
MATCH (a:Actor)-[r:SAYS|SUPPORTS|OPPOSES|WARNS_ABOUT]->()
RETURN a.name AS actor, a.kind AS kind, count(r) AS statements, count(DISTINCT r.document) AS documents
ORDER BY statements DESC, actor
LIMIT $top;
