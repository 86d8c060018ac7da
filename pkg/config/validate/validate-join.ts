import { joinConfiguration, type JoinDocument } from '../kinds/join-configuration.ts';
import { checkFields } from '../schema/check-fields.ts';
import { checkDiscovery, type DiscoveryCheck } from './discovery.ts';

/** Check every field, alone and together with others. */
export async function validateJoin(join: JoinDocument, check: DiscoveryCheck): Promise<void> {
  await checkDiscovery(join.discovery, check);
  for (const { path, message } of checkFields(joinConfiguration, join)) check.report(path, message);
}
