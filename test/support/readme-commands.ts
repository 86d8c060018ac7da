import { readFileSync } from 'node:fs';

const README = new URL('../../README.md', import.meta.url);
const BLOCK = /^```\w*\n(.*?)^```$/gms;

/**
 * The commands in the code blocks of a section of the README, without their comments; lines that go on are one.
 *
 * @param title - of a section on the third level
 * @throws Error when there is no such section
 */
export function readmeCommands(title: string): readonly string[] {
  const section = readFileSync(README, 'utf8')
    .split(/^(?=#{1,3} )/m)
    .find((text) => text.startsWith(`### ${title}\n`));
  if (section === undefined) throw new Error(`the README has no section "${title}"`);
  return [...section.matchAll(BLOCK)].flatMap(([, block = '']) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => line.replace(/\s+# .*$/, '').trim())
      .filter((line) => line !== ''),
  );
}
