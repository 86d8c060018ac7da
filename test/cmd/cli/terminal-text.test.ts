import { expect } from 'chai';
import { forTerminal } from '../../../cmd/cli/terminal-text.ts';

const TERMINAL = { stderrIsTTY: true, columns: 40, env: {} };
const TEXT =
  'error: many things are wrong with this file:\n  - a.yaml:1:1: there is no such field in it\nhint: mend it\n';

describe('messages on a terminal', () => {
  it('are broken at blanks, and go on under their beginning', () => {
    expect(forTerminal(TEXT, { ...TERMINAL, env: { NO_COLOR: '1' } })).to.equal(
      'error: many things are wrong with this\n  file:\n  - a.yaml:1:1: there is no such field\n    in it\nhint: mend it\n',
    );
  });

  it('show in colour what they are, unless that is unwanted', () => {
    const wide = { ...TERMINAL, columns: 100 };
    expect(forTerminal(TEXT, wide)).to.match(/^\u001b\[31merror:\u001b\[0m many/);
    expect(forTerminal(TEXT, wide)).to.match(/^\u001b\[36mhint:\u001b\[0m mend/m);
    expect(forTerminal(TEXT, { ...wide, env: { NO_COLOR: '' } })).to.equal(TEXT);
  });

  it('stay as they are in files and pipes', () =>
    expect(forTerminal(TEXT, { ...TERMINAL, stderrIsTTY: false })).to.equal(TEXT));

  it('keep words whole that are longer than the line', () => {
    const path = 'x'.repeat(60);
    expect(forTerminal(`error: ${path} is no file`, { ...TERMINAL, env: { NO_COLOR: '1' } })).to.equal(
      `error:\n  ${path}\n  is no file`,
    );
  });
});
