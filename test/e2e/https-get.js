// Runs inside a node: one HTTPS request with a client certificate, its outcome as JSON on stdout.
// https-get.js URL [CA CERT KEY [BODY]]: with a CA of `-`, the server's certificate is not checked; a body is POSTed
import { readFileSync } from 'node:fs';
import { request } from 'node:https';

const [, , url, ca, cert, key, posted] = process.argv;
const pem = (path) => (path === undefined || path === '-' ? undefined : readFileSync(path));
const options = {
  method: posted === undefined ? 'GET' : 'POST',
  ca: pem(ca),
  cert: pem(cert),
  key: pem(key),
  rejectUnauthorized: ca !== '-',
  timeout: 5000,
};
const tell = (outcome) => process.stdout.write(JSON.stringify(outcome));
const asked = request(url, options, (response) => {
  const { subject } = response.socket.getPeerCertificate();
  let body = '';
  response.on('data', (chunk) => (body += chunk));
  response.on('end', () => tell({ status: response.statusCode, body, server: subject.CN }));
})
  .on('error', (error) => tell({ error: error.code ?? error.message }))
  .on('timeout', () => asked.destroy(new Error('no answer')))
  .end(posted);
