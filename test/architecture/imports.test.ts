import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import ts from 'typescript';

const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');
/** Imports go down these storeys, never up. */
const STOREYS = ['cmd', 'phases', 'manifests', 'pkg'];

interface Import {
  readonly from: string;
  readonly to: string;
}

describe('the structure of the code', () => {
  const imports = STOREYS.flatMap((storey) => filesBelow(join(ROOT, storey)).flatMap(importsOf));

  it('has files to look at', () => {
    expect(imports.length).greaterThan(100);
  });

  it('imports downwards only: cmd -> phases -> manifests -> pkg', () => {
    const climbing = imports.filter(({ from, to }) => STOREYS.indexOf(storeyOf(to)) < STOREYS.indexOf(storeyOf(from)));
    expect(climbing).deep.equal([]);
  });

  it('never imports one phase group from another', () => {
    const crossing = imports.filter(({ from, to }) => {
      const [a, b] = [groupOf(from), groupOf(to)];
      return a !== undefined && b !== undefined && a !== b && a !== 'workflows';
    });
    expect(crossing).deep.equal([]);
  });

  it('knows the process, its arguments and its streams in cmd only', () => {
    const below = STOREYS.slice(1).flatMap((storey) => filesBelow(join(ROOT, storey)));
    const guilty = below.filter((file) =>
      /console\.|process\.(argv|stdout|stderr|exit)\b/.test(readFileSync(file, 'utf8')),
    );
    expect(guilty.map((file) => relative(ROOT, file))).deep.equal([]);
  });

  it('does nothing while a module is loaded, because the built program loads it late, or never', () => {
    const modules = STOREYS.flatMap((storey) => filesBelow(join(ROOT, storey)));
    const doing = modules.filter((file) => statementsOf(file).some(does)).map((file) => relative(ROOT, file));
    // the two files that are started
    expect(doing).deep.equal(['cmd/kubeadm-ts.ts', 'cmd/prime-worker.ts']);
  });
});

function statementsOf(file: string): readonly ts.Statement[] {
  return [...ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest).statements];
}

/** Whether a statement is anything but a definition. */
function does(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement)) return statement.importClause === undefined;
  return ![
    ts.SyntaxKind.ExportDeclaration,
    ts.SyntaxKind.VariableStatement,
    ts.SyntaxKind.FunctionDeclaration,
    ts.SyntaxKind.ClassDeclaration,
    ts.SyntaxKind.InterfaceDeclaration,
    ts.SyntaxKind.TypeAliasDeclaration,
    ts.SyntaxKind.ModuleDeclaration,
  ].includes(statement.kind);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): readonly Import[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g);
  return [...found].map(([, target = '']) => ({
    from: relative(ROOT, file),
    to: relative(ROOT, resolve(dirname(file), target)),
  }));
}

function storeyOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** `phases/certs/x.ts` -> `certs`; files directly in phases/ are shared. */
function groupOf(path: string): string | undefined {
  const [storey, group, file] = path.split('/');
  return storey === 'phases' && file !== undefined ? group : undefined;
}
