import { RETIRED_VERSIONS } from '../kinds/registry.ts';
import { allowedNames } from '../load/mixed-flags.ts';
import { apiVersionOf, kindsOf } from './find-kind.ts';
import { KIND_DOCS } from './kind-docs.ts';
import { code, plain, table } from './markdown.ts';

/** What has to be known before the first file is written. */
export function introduction(): string {
  return `# Configuration files

<!-- Made by "npm run docs" from the definitions in pkg/config: edit those, not this page. -->

What flags can say, and much more, can stand in a file that lives in git: \`kubeadm-ts init --config cluster.yaml\`. The format is that of kubeadm; each program reads what was written for the other.

\`\`\`
kubeadm-ts config print init-defaults > cluster.yaml     # a file to begin with
kubeadm-ts config explain networking.podSubnet           # what a field is for
kubeadm-ts config validate --config cluster.yaml         # everything that is wrong, with line and column
kubeadm-ts config migrate --old-config old.yaml          # v1beta3 rewritten as v1beta4
kubeadm-ts config schema > kubeadm.schema.json           # for the editor
\`\`\`

## Files and documents

A file holds one or more documents of YAML (or JSON), with a line \`---\` between them. Each says with \`apiVersion\` and \`kind\` what it is, and there is at most one of each kind. A command reads the kinds that it knows and passes over the others, so that one file can serve \`init\`, \`join\` and \`reset\`.

${kindTable()}

- What is left out, and what is empty or \`null\`, has its default. For \`init\`, one of InitConfiguration and ClusterConfiguration is enough.
- Names of fields are case-sensitive. \`config validate\` and \`config migrate\` refuse a field that does not exist; other commands warn of it and go on, unless \`--strict\` is given to those that have it. A value of the wrong type is an error everywhere.
- Words are read as YAML 1.1 reads them: \`yes\`, \`no\`, \`on\`, \`off\`, \`y\` and \`n\` are booleans, \`0123\` is a number. Where a field wants a string, such words stand in quotes.
- A duration is a number with a unit, or several: \`1h30m\`, \`90s\`, \`500ms\`. There is no unit for days.
- All that is wrong is reported at once, and nothing is changed before all is right.

## Flags beside \`--config\`

A file replaces the flags that say the same. Only these go together with \`--config\`: ${allowedNames().replace(/(?<=^| )-[-a-z]+/g, code)}. Others are refused with their names. \`--node-name\`, \`--dry-run\` and \`--skip-phases\` count more than the file; checks of \`--ignore-preflight-errors\` are added to those of the file.

## In the editor

An editor that knows the JSON Schema completes fields, explains them, and marks mistakes while you write. Print it beside your files, and name it in the first line of each; editors with yaml-language-server (VS Code with the YAML extension, Neovim, Helix, Emacs) read that line:

\`\`\`yaml
# yaml-language-server: $schema=kubeadm.schema.json
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
\`\`\`

The schema (draft 07) fits every document of a file; editors look at each by itself. \`config schema ClusterConfiguration\` prints that of one kind. It knows types, values and forms; rules between fields, and what depends on the machine, are for \`config validate\`.

## Versions

${code('kubeadm.k8s.io/v1beta4')} is the version to write. v1beta3 is read as well, with a warning; [below](#v1beta3) is what it has instead. Older versions (${[...RETIRED_VERSIONS.keys()].join(', ')}) are refused with the release of kubeadm that can convert them. Documents of different versions may stand in one file.`;
}

function kindTable(): string {
  const rows = kindsOf().map((entry) => [
    `[${entry.kind}](#${entry.kind.toLowerCase()})`,
    code(apiVersionOf(entry)),
    plain(KIND_DOCS[entry.kind].readBy),
  ]);
  return table(['Kind', 'apiVersion', 'Read by'], rows);
}
