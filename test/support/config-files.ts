import { migrateDocuments } from '../../pkg/config/migrate-documents.ts';
import { validateDocuments, type ValidateOptions } from '../../pkg/config/validate-documents.ts';
import { readYamlDocuments } from '../../pkg/yaml/read-yaml.ts';
import type { MachineOptions } from './healthy-machine.ts';
import { SimulatedMachine } from './simulated-machine.ts';

const machineWith = (text: string, machine: MachineOptions = {}): SimulatedMachine =>
  new SimulatedMachine({ ...machine, files: { '/c.yaml': text, '/etc/hosts': '', ...machine.files } });

/** A document of kubeadm's group with these lines. */
export function documentYaml(version: string, kind: string, fields = ''): string {
  return `apiVersion: kubeadm.k8s.io/${version}\nkind: ${kind}\n${fields}${fields === '' || fields.endsWith('\n') ? '' : '\n'}`;
}

/** Documents in one file. */
export const inOneFile = (...documents: readonly string[]): string => documents.join('---\n');

/** `config validate` of a text as `/c.yaml`. */
export function validateText(text: string, options: ValidateOptions = {}, machine: MachineOptions = {}) {
  return validateDocuments(machineWith(text, machine), '/c.yaml', options);
}

/** `config migrate` of a text as `/c.yaml`, with what comes out: the kinds in their order, and the documents by kind. */
export async function migrateText(text: string, machine: MachineOptions = {}) {
  const migrated = await migrateDocuments(machineWith(text, machine), '/c.yaml');
  const documents = migrated.text === '' ? [] : (readYamlDocuments(migrated.text) as readonly { kind: string }[]);
  const byKind: Readonly<Record<string, object>> = Object.fromEntries(documents.map((each) => [each.kind, each]));
  return { ...migrated, kinds: documents.map(({ kind }) => kind), byKind };
}
