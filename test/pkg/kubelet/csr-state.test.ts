import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';
import { csrState, type CsrQuestion, type CsrState } from '../../../pkg/kubelet/csr-state.ts';
import { describeCsrState } from '../../../pkg/kubelet/describe-csr-state.ts';
import { requestedNode } from '../../../pkg/kubelet/requested-node.ts';
import { createCertificateRequest } from '../../../pkg/pki/create-request.ts';
import { KUBELET_SIGNER } from '../../support/api-server/csr-approver.ts';
import { itWithOpenssl, openssl, withFiles } from '../../support/openssl.ts';
import { ecKey } from '../../support/test-keys.ts';

const key = ecKey();
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const requestFor = (commonName: string): string =>
  base64(createCertificateRequest(key, { commonName, organizations: ['system:nodes'] }));

interface Parts {
  readonly name?: string;
  readonly node?: string;
  readonly token?: string;
  readonly signer?: string;
  readonly time?: string;
  readonly conditions?: readonly object[];
  readonly certificate?: string;
}

function signingRequest(parts: Parts = {}): KubeObject {
  const {
    name = 'csr-1',
    node = 'w1',
    token = 'abcdef',
    signer = KUBELET_SIGNER,
    time = '2026-01-02T00:00:00Z',
  } = parts;
  const object = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name, creationTimestamp: time },
    spec: { signerName: signer, username: `system:bootstrap:${token}`, request: requestFor(`system:node:${node}`) },
    status: { conditions: parts.conditions ?? [], certificate: parts.certificate },
  };
  return object;
}

const stateOf = (requests: readonly KubeObject[], question: CsrQuestion = { nodeName: 'w1', tokenId: 'abcdef' }) =>
  csrState({ listObjects: async () => requests }, question);

const APPROVED = { type: 'Approved', status: 'True', reason: 'AutoApproved' };

describe("the state of a kubelet's certificate request", () => {
  for (const [title, requests, expected] of [
    ['is none without a request', [], { kind: 'none' }],
    ['is pending until somebody decides', [signingRequest()], { kind: 'pending', name: 'csr-1' }],
    [
      'is approved before it is signed',
      [signingRequest({ conditions: [APPROVED] })],
      { kind: 'approved', name: 'csr-1' },
    ],
    [
      'is issued with its certificate',
      [signingRequest({ conditions: [APPROVED], certificate: 'eA==' })],
      { kind: 'issued', name: 'csr-1' },
    ],
    [
      'is denied, in the words of who denied it',
      [signingRequest({ conditions: [{ type: 'Denied', reason: 'NotOurs', message: 'unknown machine' }] })],
      { kind: 'denied', name: 'csr-1', message: 'NotOurs: unknown machine' },
    ],
    [
      'is denied even if nobody says why',
      [signingRequest({ conditions: [{ type: 'Denied' }] })],
      { kind: 'denied', name: 'csr-1', message: 'no reason was given' },
    ],
    [
      'is failed where the signer refuses',
      [signingRequest({ conditions: [APPROVED, { type: 'Failed', reason: 'SignerValidationFailure' }] })],
      { kind: 'failed', name: 'csr-1', message: 'SignerValidationFailure' },
    ],
    [
      'is that of the newest request',
      [
        signingRequest({ name: 'old', time: '2026-01-01T00:00:00Z', conditions: [{ type: 'Denied' }] }),
        signingRequest({ name: 'new', time: '2026-01-03T00:00:00Z' }),
        signingRequest({ name: 'middle', time: '2026-01-02T00:00:00Z' }),
      ],
      { kind: 'pending', name: 'new' },
    ],
    [
      'has nothing to do with other nodes, tokens and signers',
      [
        signingRequest({ node: 'w10' }),
        signingRequest({ token: 'ghijkl' }),
        signingRequest({ signer: 'kubernetes.io/kubelet-serving' }),
      ],
      { kind: 'none' },
    ],
  ] as const) {
    it(title, async () => {
      expect(await stateOf(requests)).to.deep.equal(expected);
    });
  }

  it('is looked for by what is known only', async () => {
    expect(await stateOf([signingRequest()], {})).to.have.property('kind', 'pending');
    expect(await stateOf([signingRequest()], { tokenId: 'abcdef' })).to.have.property('kind', 'pending');
    expect(await stateOf([signingRequest()], { nodeName: 'w2' })).to.have.property('kind', 'none');
  });

  it('is unknown where requests cannot be listed, instead of a failure', async () => {
    const state = await csrState({ listObjects: () => Promise.reject(new Error('forbidden')) }, {});
    expect(state).to.deep.equal({ kind: 'unknown', reason: 'forbidden' });
  });

  it('reads the node from requests, and from nothing else', () => {
    const long = 'n'.repeat(240);
    expect(requestedNode(requestFor(`system:node:${long}`))).to.equal(long);
    for (const other of ['', 'hello', base64('hello'), requestFor('jane')])
      expect(requestedNode(other)).to.equal(undefined);
    expect(
      requestedNode(base64('-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----')),
    ).to.equal(undefined);
  });

  itWithOpenssl('reads the node from a request of openssl', async () => {
    const request = await withFiles({}, (folder) => {
      const subject = [
        '-keyout',
        `${folder}/key`,
        '-out',
        `${folder}/csr`,
        '-subj',
        '/O=system:nodes/CN=system:node:w1',
      ];
      openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...subject);
      return readFileSync(`${folder}/csr`, 'utf8');
    });
    expect(requestedNode(base64(request))).to.equal('w1');
  });

  const named = { name: 'csr-1' };
  for (const [state, message, hint] of [
    [{ kind: 'none' }, 'has not asked', 'journalctl -u kubelet'],
    [{ kind: 'pending', ...named }, 'csr-1 waits for approval', 'kubectl certificate approve csr-1'],
    [{ kind: 'denied', ...named, message: 'not ours' }, 'csr-1 was denied: not ours', 'kubectl delete csr csr-1'],
    [{ kind: 'failed', ...named, message: 'odd' }, 'could not be made: odd', 'kube-controller-manager'],
    [{ kind: 'approved', ...named }, 'no certificate was made', '--cluster-signing-cert-file'],
    [{ kind: 'issued', ...named }, 'was issued', 'journalctl -u kubelet'],
    [{ kind: 'unknown', reason: 'forbidden' }, 'forbidden', 'kubectl get csr'],
  ] as const satisfies readonly (readonly [CsrState, string, string])[]) {
    it(`says what to do when it is ${state.kind}`, () => {
      const described = describeCsrState(state);
      expect(described.message).to.contain(message);
      expect(described.hint).to.contain(hint);
    });
  }
});
