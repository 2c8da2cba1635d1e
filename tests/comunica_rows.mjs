// Comunica over a store in memory. Reads one job a line and answers each with a line, both JSON:
//   {"do": "put" | "post" | "drop", "graph": IRI, "lines": N-Triples}  ->  {"data": ""}
//   {"do": "ask", "query": SPARQL}  ->  {"data": SPARQL JSON for a SELECT, N-Triples for a CONSTRUCT}
// A job that fails is answered with {"error": why}. The one argument is the node_modules folder of Comunica.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const load = createRequire(`${process.argv[2]}/`);
const { QueryEngine } = load('@comunica/query-sparql');
const { DataFactory, Parser, Writer } = load('n3');
const { RdfStore } = load('rdf-stores');

const engine = new QueryEngine();
const graphs = new Map();
let store = RdfStore.createDefault(true);
let witnessed = new Set();

// Before it evaluates p|q, Comunica 4.5 looks in the default graph whether there are any p and any q, and leaves out
// what it does not find there, whatever GRAPH says. So one triple of each predicate stands in the default graph too.
function add(subject, predicate, object, graph) {
  store.addQuad(DataFactory.quad(subject, predicate, object, graph));
  if (!witnessed.has(predicate.value)) {
    witnessed.add(predicate.value);
    store.addQuad(DataFactory.quad(subject, predicate, object));
  }
}

function fill(name, triples) {
  const graph = DataFactory.namedNode(name);
  for (const { subject, predicate, object } of triples) add(subject, predicate, object, graph);
}

function written(term) {
  if (term.termType === 'NamedNode') return { type: 'uri', value: term.value };
  if (term.termType !== 'Literal') return { type: 'bnode', value: term.value };
  const literal = { type: 'literal', value: term.value };
  if (term.language) literal['xml:lang'] = term.language;
  else literal.datatype = term.datatype.value;
  return literal;
}

async function ask(query) {
  const result = await engine.query(query, { sources: [store] });
  if (result.resultType === 'quads') {
    const quads = await (await result.execute()).toArray();
    return new Writer({ format: 'N-Triples' }).quadsToString(quads);
  }
  // Comunica's own JSON leaves the columns out where there are no rows.
  const { variables } = await result.metadata();
  const bindings = [];
  for await (const row of await result.execute()) {
    bindings.push(Object.fromEntries([...row].map(([variable, term]) => [variable.value, written(term)])));
  }
  return JSON.stringify({ head: { vars: variables.map((one) => (one.variable ?? one).value) }, results: { bindings } });
}

async function work(job) {
  if (job.do === 'ask') return ask(job.query);
  const triples = new Parser({ format: 'N-Triples' }).parse(job.lines);
  const held = graphs.get(job.graph);
  graphs.set(job.graph, job.do === 'post' && held ? [...held, ...triples] : triples);
  if (job.do === 'post' || !held) fill(job.graph, triples);
  else {
    // removeQuad of rdf-stores 2.5 breaks off ("reading 'delete'") at a graph's last quads, so it is all filled again.
    store = RdfStore.createDefault(true);
    witnessed = new Set();
    for (const [graph, all] of graphs) fill(graph, all);
  }
  return '';
}

// What is thrown outside of a promise, in the midst of a stream, would end the process: it is an answer too.
let fail;
process.on('uncaughtException', (error) => fail(error));

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let answer;
  try {
    const thrown = new Promise((_, reject) => { fail = reject; });
    answer = { data: await Promise.race([work(JSON.parse(line)), thrown]) };
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
