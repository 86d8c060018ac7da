// Runs inside a node: a client of several API servers. poll-api.js CA CERT KEY PATH SERVER...
// Every 100 ms it reads an object from the next server in turn, and from another where that one does not answer; beside
// it, each server is asked for itself. On SIGTERM it tells as JSON how long the client and each server went without.
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';

const [, , ca, cert, key, path, ...servers] = process.argv;
const INTERVAL = 100;
const tls = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) };
const agent = new Agent({ keepAlive: true, ...tls });

let lastFailure = '';
const failed = (message) => {
  lastFailure = message;
  return false;
};
const read = (server) =>
  new Promise((resolve) => {
    const request = get(`${server}${path}`, { agent, timeout: 2000 }, (response) => {
      response
        .resume()
        .on('end', () => resolve(response.statusCode === 200 || failed(`status ${response.statusCode}`)))
        .on('error', (error) => resolve(failed(error.message)));
    });
    request
      .on('timeout', () => request.destroy(new Error('slow')))
      .on('error', (error) => resolve(failed(error.message)));
  });

/** Longest time between two answers, from the first one on. */
const gauge = () => ({ last: undefined, longest: 0, answers: 0, failures: 0 });
const count = (seen, answered) => {
  if (!answered) return (seen.failures += 1);
  const now = performance.now();
  seen.longest = Math.max(seen.longest, now - (seen.last ?? now));
  seen.last = now;
  seen.answers += 1;
};

let stopped = false;
const every = async (work) => {
  while (!stopped) {
    const next = performance.now() + INTERVAL;
    await work();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
};

const client = gauge();
let turn = 0;
const poll = async () => {
  turn += 1;
  for (let step = 0; step < servers.length; step += 1) {
    if (!(await read(servers[(turn + step) % servers.length]))) continue;
    if (client.answers === 0) console.log('polling');
    return count(client, true);
  }
  count(client, false);
};
const single = servers.map(gauge);

process.on('SIGTERM', () => (stopped = true));
await Promise.all([
  every(poll),
  ...servers.map((server, index) => every(async () => count(single[index], await read(server)))),
]);
const told = ({ last, longest, ...rest }) => ({ ...rest, longest: Math.max(longest, performance.now() - (last ?? 0)) });
console.log(JSON.stringify({ lastFailure, client: told(client), servers: single.map(told) }));
process.exit(0);
