// Runs inside a node: what is on the machine, as JSON on stdout: processes, mounts, listening ports, files.
// machine-state.js FOLDER...
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LISTENING = '0A';
const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
const entries = (folder) => {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
};

const processes = readdirSync('/proc')
  .filter((name) => /^\d+$/.test(name) && Number(name) > 1 && Number(name) !== process.pid)
  .map((name) => read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim())
  .filter((command) => command !== '');
const mounts = read('/proc/self/mountinfo')
  .trim()
  .split('\n')
  .map((line) => line.split(' ')[4]);
const ports = ['tcp', 'tcp6']
  .flatMap((table) => read(`/proc/net/${table}`).trim().split('\n').slice(1))
  .map((line) => line.trim().split(/\s+/))
  .filter((fields) => fields[3] === LISTENING)
  .map((fields) => String(parseInt(fields[1].split(':')[1], 16)));
const files = [];
const walk = (path) => {
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info === undefined) return;
  if (info.isDirectory()) return entries(path).forEach(walk);
  files.push(`${(info.mode & 0o7777).toString(8)} ${info.size} ${path}`);
};
process.argv.slice(2).forEach(walk);

process.stdout.write(JSON.stringify({ processes, mounts, ports, files }));
