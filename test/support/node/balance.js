// Runs in the network between the nodes: a TCP load balancer that passes connections on to API servers that are ready.
// balance.js ADDRESS PORT BACKEND...: prints `ready` once it listens. Every BACKEND is asked for /readyz each second.
import { connect, createServer } from 'node:net';
import { Agent, get } from 'node:https';

const [, , address, port, ...backends] = process.argv;
const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
const ready = new Set();
let turn = 0;

const look = (backend) => {
  const finish = (isReady) => {
    if (isReady) ready.add(backend);
    else ready.delete(backend);
    setTimeout(look, 1000, backend);
  };
  const request = get(`https://${backend}:${port}/readyz`, { agent, timeout: 3000 }, (response) => {
    response.resume().on('end', () => finish(response.statusCode === 200));
  });
  request.on('timeout', () => request.destroy(new Error('slow'))).on('error', () => finish(false));
};
backends.forEach(look);

createServer((client) => {
  const candidates = backends.filter((backend) => ready.has(backend));
  if (candidates.length === 0) return client.on('error', () => undefined).resetAndDestroy();
  const backend = candidates[turn++ % candidates.length];
  const server = connect(Number(port), backend);
  const close = () => [client, server].forEach((socket) => socket.destroy());
  for (const socket of [client, server]) socket.on('error', close).on('close', close);
  client.pipe(server).pipe(client);
}).listen(Number(port), address, () => console.log('ready'));
