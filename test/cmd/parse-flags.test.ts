import { expect } from 'chai';
import type { Flag } from '../../cmd/cli/flag.ts';
import { parseFlags } from '../../cmd/cli/parse-flags.ts';

const FLAGS: readonly Flag[] = [
  { name: 'config', type: 'string', summary: '' },
  { name: 'dry-run', type: 'bool', summary: '' },
  { name: 'skip-phases', type: 'strings', summary: '' },
  { name: 'apiserver-bind-port', type: 'int', summary: '' },
  { name: 'token-ttl', type: 'duration', summary: '' },
  { name: 'output', alias: 'o', type: 'string', summary: '', choices: ['text', 'json'] },
  { name: 'v', alias: 'v', type: 'int', summary: '' },
];
const values = async (...words: readonly string[]) => (await parseFlags(words, FLAGS, 'kubeadm-ts')).values;

describe('reading flags', () => {
  it('takes values behind a blank or an equals sign', async () => {
    expect(await values('--config', 'a.yaml', '--apiserver-bind-port=7443')).deep.equal({
      config: 'a.yaml',
      'apiserver-bind-port': 7443,
    });
    expect(await values('--config=x=y')).deep.equal({ config: 'x=y' });
    expect(await values('--token-ttl', '1h30m')).deep.equal({ 'token-ttl': '1h30m' });
  });

  it('takes short flags in every form', async () => {
    for (const words of [['-v', '5'], ['-v=5'], ['-v5'], ['--v=5'], ['--v', '5']])
      expect(await values(...words), words.join(' ')).deep.equal({ v: 5 });
    for (const words of [['-o', 'json'], ['-o=json'], ['-ojson']])
      expect(await values(...words), words.join(' ')).deep.equal({ output: 'json' });
  });

  it('collects lists by comma and by repetition', async () => {
    expect(await values('--skip-phases=a,b', '--skip-phases', 'c')).deep.equal({ 'skip-phases': ['a', 'b', 'c'] });
    expect(await values('--skip-phases=')).deep.equal({ 'skip-phases': [] });
  });

  it('lets the last one of several count', async () => {
    expect(await values('--config', 'a', '--config', 'b')).deep.equal({ config: 'b' });
    expect(await values('--dry-run', '--dry-run=false')).deep.equal({ 'dry-run': false });
  });

  it('takes every spelling of true and false, and refuses what is neither: it must not begin a real run', async () => {
    for (const yes of ['1', 't', 'T', 'TRUE', 'true', 'True'])
      expect(await values(`--dry-run=${yes}`), yes).deep.equal({ 'dry-run': true });
    for (const no of ['0', 'f', 'FALSE', 'False'])
      expect(await values(`--dry-run=${no}`), no).deep.equal({ 'dry-run': false });
    for (const neither of ['yes', 'maybe', 'on', '']) {
      const error = await values(`--dry-run=${neither}`).catch(String);
      expect(error, neither).include(`invalid value "${neither}" for --dry-run: true or false is expected`);
    }
  });

  it('does not take text that looks like a number for one', async () => {
    expect(await values('--config', '0123')).deep.equal({ config: '0123' });
    expect((await parseFlags(['0123', '1e3'], FLAGS, 'kubeadm-ts')).args).deep.equal(['0123', '1e3']);
  });

  it('keeps empty text apart from no flag', async () => {
    expect(await values('--config', '')).deep.equal({ config: '' });
    expect(await values()).deep.equal({});
  });
});
