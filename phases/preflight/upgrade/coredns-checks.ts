import { coreDnsImage } from '../../../pkg/config/images.ts';
import type { InitConfig } from '../../../pkg/config/types.ts';
import { placeOfRelease } from '../../../pkg/corefile/coredns-releases.ts';
import { migrateCorefile, type CorefileMigration, type UnknownPart } from '../../../pkg/corefile/migrate-corefile.ts';
import { describeError } from '../../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../../pkg/host/host.ts';
import { imageTagOf } from '../../../pkg/kube/image-tag.ts';
import { readLiveDns } from '../../live-dns.ts';
import { failed, FINE, type Check, type Findings } from '../check.ts';

type Needs = Pick<InitConfig, 'cluster'>;
const EDIT = 'kubectl -n kube-system edit configmap coredns';

/** What becomes of the installed Corefile: a migration, nothing to do, or why it is not known. */
type Outlook = CorefileMigration | 'nothing' | { readonly why: string; readonly fix: string };

/** Plugins and options that nobody here knows: whether the newer CoreDNS takes them cannot be told. */
export const coreDnsUnsupportedPlugins: Check<Needs> = {
  name: 'CoreDNSUnsupportedPlugins',
  async run(view, config) {
    const outlook = await outlookOf(view, config);
    if (outlook === 'nothing' || 'why' in outlook || outlook.unknown.length === 0) return FINE;
    return failed({
      message: `the Corefile has what is not known here, so that nobody can say whether the new CoreDNS takes it: ${outlook.unknown.map(describe).join('; ')}`,
      fix: `see CoreDNS's release notes, and take it out where it is gone (${EDIT}); where it is fine, --ignore-preflight-errors=CoreDNSUnsupportedPlugins leaves it as it is`,
    });
  },
};

/** Whether the Corefile can be brought to the newer release. */
export const coreDnsMigration: Check<Needs> = {
  name: 'CoreDNSMigration',
  async run(view, config): Promise<Findings> {
    const outlook = await outlookOf(view, config);
    if (outlook === 'nothing' || !('why' in outlook)) return FINE;
    return failed({ message: `the Corefile cannot be migrated: ${outlook.why}`, fix: outlook.fix });
  },
};

async function outlookOf(view: HostView, { cluster }: Needs): Promise<Outlook> {
  const { corefile, tag } = await readLiveDns(view);
  const wanted = imageTagOf(coreDnsImage(cluster)) ?? '';
  if (corefile === undefined || tag === undefined || tag.replace(/^v/, '') === wanted.replace(/^v/, ''))
    return 'nothing';
  const strange = [tag, wanted].find((each) => placeOfRelease(each) < 0);
  if (strange !== undefined)
    return {
      why: `CoreDNS ${strange} is not a known release`,
      fix: `see yourself that the Corefile fits ${wanted}, then go on with --ignore-preflight-errors=CoreDNSMigration: it is left as it is`,
    };
  try {
    return migrateCorefile(corefile, tag, wanted);
  } catch (error) {
    return { why: describeError(error), fix: `correct it: ${EDIT}` };
  }
}

function describe({ plugin, option, release }: UnknownPart): string {
  const what = option === undefined ? `plugin ${plugin}` : `option ${option} of plugin ${plugin}`;
  return `${what} (as of CoreDNS ${release})`;
}
