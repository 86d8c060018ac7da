// Runs inside a node: many-config-maps.js NAMESPACE COUNT creates ConfigMaps through admin.conf, many at a time.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

const [, , namespace, count] = process.argv;
const conf = readFileSync('/etc/kubernetes/admin.conf', 'utf8');
const field = (name) => new RegExp(`${name}: (\\S+)`).exec(conf)?.[1] ?? '';
const data = (name) => Buffer.from(field(`${name}-data`), 'base64').toString();
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
const tls = {
  ca: data('certificate-authority'),
  cert: data('client-certificate'),
  key: data('client-key'),
  agent,
};
const url = `${field('server')}/api/v1/namespaces/${namespace}/configmaps`;

const create = (number) =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({ metadata: { name: `map-${number}` }, data: { number: String(number) } });
    const post = request(url, { ...tls, method: 'POST', headers: { 'Content-Type': 'application/json' } }, (answer) => {
      answer
        .resume()
        .on('end', () => (answer.statusCode === 201 ? resolve() : reject(new Error(`${answer.statusCode}`))));
    });
    post.on('error', reject).end(body);
  });

let next = 0;
await Promise.all(
  Array.from({ length: 32 }, async () => {
    while (next < Number(count)) await create(next++);
  }),
);
agent.destroy();
