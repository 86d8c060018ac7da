import { expect } from 'chai';
import { joinLine } from '../../../pkg/token/join-command.ts';

const PARTS = { endpoint: 'cp:6443', token: 'abcdef.0123456789abcdef', caCertHashes: ['sha256:aa', 'sha256:bb'] };
const START =
  'kubeadm-ts join cp:6443 --token abcdef.0123456789abcdef' +
  ' --discovery-token-ca-cert-hash sha256:aa --discovery-token-ca-cert-hash sha256:bb ';

describe('joinLine', () => {
  it('ends with a space for a worker, so that scripts can append to it', () => {
    expect(joinLine(PARTS, undefined)).equal(START);
  });

  it('ends with the key for a control plane', () => {
    expect(joinLine(PARTS, '00ff')).equal(`${START}--control-plane --certificate-key 00ff`);
  });
});
