import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { clusterYaml, loadText } from '../../support/config-loading.ts';
import { exampleConfig } from '../../support/example-config.ts';

describe('loadInitConfig', () => {
  it('agrees with the example that other tests start from', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../golden/default/config.yaml'), 'utf8');
    const { kubelet: _kubelet, kubeProxy: _kubeProxy, ...loaded } = (await loadText(text)).config;
    const { kubelet: _shortKubelet, kubeProxy: _shortProxy, ...example } = exampleConfig();
    expect(loaded).to.deep.equal(example);
  });

  it('fails with an explanation, and nothing else, whatever the file holds', async () => {
    const words = [
      'a',
      'constructor',
      '__proto__',
      'kind',
      '<<',
      '*x',
      '&x',
      ': ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '\n',
      '  ',
      '\t',
      '"',
      '|',
      '---\n',
      '!!str',
      '0x',
      'null',
      '5constructor',
    ];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 3 })))
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, async (noise) => {
        for (const file of [noise, clusterYaml(noise), clusterYaml(`certificateValidityPeriod: ${noise}`)]) {
          await loadText(file).catch((error: unknown) => expect(error).to.be.instanceOf(KubeadmError));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('makes an immutable configuration', async () => {
    const { config } = await loadText(clusterYaml());
    expect(() => Object.assign(config.cluster.networking, { dnsDomain: 'x' })).to.throw(TypeError);
  });
});
