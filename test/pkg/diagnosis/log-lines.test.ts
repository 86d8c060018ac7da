import { expect } from 'chai';
import {
  containerText,
  evidence,
  isFatalLine,
  lastWords,
  plainText,
  tailLines,
} from '../../../pkg/diagnosis/log-lines.ts';

describe('log lines', () => {
  it('joins the parts of a line that the runtime split', () => {
    const lines = [
      '2026-01-02T03:04:05.000000001Z stderr P Error: unknown ',
      '2026-01-02T03:04:05.000000002Z stderr F flag: --bogus',
      '2026-01-02T03:04:06.000000001Z stdout F next',
    ];
    expect(containerText(lines)).to.deep.equal(['Error: unknown flag: --bogus', 'next']);
  });

  it("reads what Docker's json-file driver writes", () => {
    expect(containerText(['{"log":"Error: boom\\n","stream":"stderr","time":"2026-01-02T03:04:05Z"}'])).to.deep.equal([
      'Error: boom',
    ]);
  });

  it("turns etcd's JSON lines into one readable line", () => {
    const line =
      '{"level":"fatal","ts":"2026-01-02T03:04:05.000Z","caller":"etcdmain/etcd.go:183","msg":"discovery failed",' +
      '"error":"listen tcp 192.0.2.10:2380: bind: address already in use","stacktrace":"go.etcd.io/etcd..."}';
    expect(plainText(line)).to.equal(
      'FATAL discovery failed: listen tcp 192.0.2.10:2380: bind: address already in use',
    );
  });

  it('keeps only the end of a long log, in whole lines', () => {
    const lines = tailLines(`${'old line that is long enough\n'.repeat(10_000)}the end\n`);
    expect(lines.at(-1)).to.equal('the end');
    expect(lines.length).to.be.lessThan(2_500);
    expect(lines[0]).to.equal('old line that is long enough');
  });

  it('shows a line that repeats once, without its header but with its time', () => {
    const lines = [
      'I0102 03:04:05.000000       1 server.go:100] "Starting"',
      'W0102 03:04:06.000000       1 logging.go:55] connection refused',
      'W0102 03:04:07.000000       1 logging.go:55] connection refused',
      'F0102 03:04:08.000000       1 instance.go:233] Error creating leases',
    ];
    expect(evidence(lines, 5)).to.deep.equal(['W 03:04:07 connection refused', 'F 03:04:08 Error creating leases']);
  });

  it('shows the telling line, too, when it is older than the others', () => {
    const lines = [
      'E0102 03:04:05.000000 1 a.go:1] the cause',
      'E0102 03:04:06.000000 1 a.go:1] b',
      'E0102 03:04:07.000000 1 a.go:1] c',
    ];
    expect(evidence(lines, 2, lines[0])).to.deep.equal(['E 03:04:05 the cause', 'E 03:04:07 c']);
  });

  it('does not show the telling line twice', () => {
    const lines = ['E0102 03:04:05.000000 1 a.go:1] the cause', 'E0102 03:04:06.000000 1 a.go:1] the cause'];
    expect(evidence(lines, 2, lines[0])).to.deep.equal(['E 03:04:06 the cause']);
  });

  it('finds the last words of a process', () => {
    expect(
      lastWords(['Error: one', 'E0102 03:04:06.000000 1 run.go:72] "command failed" err="two"', 'three']),
    ).to.equal('"command failed" err="two"');
    expect(lastWords(['three'])).to.equal(undefined);
  });

  it('shows the last lines where none speaks of trouble', () => {
    expect(evidence(['one', 'two', 'three'], 2)).to.deep.equal(['two', 'three']);
  });

  it('cuts lines that no screen could hold, but keeps their end', () => {
    const [line = ''] = evidence([`Error: ${'x'.repeat(1000)}: connection refused`], 1);
    expect(line).to.have.lengthOf(240);
    expect(line).to.match(/^Error: x+ … x+: connection refused$/);
  });

  for (const line of [
    'F0102 03:04:08.000000       1 instance.go:233] Error creating leases',
    'E0102 03:04:08.000000     700 run.go:72] "command failed" err="failed to run Kubelet: swap"',
    'Error: unknown flag: --bogus',
    'panic: runtime error: index out of range',
    'FATAL discovery failed: boom',
  ]) {
    it(`knows that a process ends with: ${line}`, () => expect(isFatalLine(line)).to.equal(true));
  }

  it('does not take a warning for the end', () => {
    expect(isFatalLine('W0102 03:04:08.000000       1 logging.go:55] connection refused')).to.equal(false);
  });
});
