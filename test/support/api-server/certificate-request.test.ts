import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { itWithOpenssl, openssl, withFiles } from '../openssl.ts';
import { ecKey } from '../test-keys.ts';
import { createCertificateRequest } from '../../../pkg/pki/create-request.ts';
import { readCertificateRequest } from './certificate-request.ts';

const SUBJECT = { commonName: 'system:node:w1', organizations: ['system:nodes'] };

describe('Certificate requests of the double', () => {
  for (const [kind, key] of [
    ['ECDSA', ecKey()],
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey],
  ] as const) {
    itWithOpenssl(`are what openssl understands, with ${kind} keys`, async () => {
      const pem = createCertificateRequest(key, SUBJECT);
      const shown = await withFiles({ 'r.csr': pem }, (folder) =>
        openssl('req', '-in', `${folder}/r.csr`, '-noout', '-verify', '-subject'),
      );
      expect(shown).to.match(/O ?= ?system:nodes, ?CN ?= ?system:node:w1/);
      expect(readCertificateRequest(pem)).to.deep.include({ ...SUBJECT, hasAttributes: false });
    });
  }

  itWithOpenssl('may come from openssl', async () => {
    const pem = await withFiles({}, (folder) => {
      openssl(
        ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
        ...['-keyout', `${folder}/key`, '-out', `${folder}/csr`, '-subj', '/O=system:nodes/CN=system:node:w1'],
        ...['-addext', 'subjectAltName=DNS:w1'],
      );
      return readFileSync(`${folder}/csr`, 'utf8');
    });
    expect(readCertificateRequest(pem)).to.deep.include({ ...SUBJECT, hasAttributes: true });
  });

  it('are refused when they were tampered with', () => {
    const pem = createCertificateRequest(ecKey(), SUBJECT);
    const [begin = '', ...rest] = pem.split('\n');
    const der = Buffer.from(rest.slice(0, -2).join(''), 'base64');
    const changed = Buffer.from(der.toString('latin1').replace('system:node:w1', 'system:node:w2'), 'latin1');
    const text = `${begin}\n${changed.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(() => readCertificateRequest(text)).to.throw('signature does not fit');
    expect(() => readCertificateRequest('hello')).to.throw('CERTIFICATE REQUEST');
  });
});
