import type { InitConfig } from '../../../pkg/config/types.ts';
import { detectInitSystem } from '../../../pkg/initsystem/init-system.ts';
import { serviceState } from '../../../pkg/initsystem/service-state.ts';
import { FINE, warned, type Check } from '../check.ts';
import { KUBELET_PORT } from './ports.ts';

export const firewalld: Check<Pick<InitConfig, 'localAPIEndpoint'>> = {
  name: 'Firewalld',
  async run(view, { localAPIEndpoint }) {
    const initSystem = await detectInitSystem(view);
    if (initSystem === undefined || !(await serviceState(view, initSystem).isActive('firewalld'))) return FINE;
    const ports = [localAPIEndpoint.bindPort, KUBELET_PORT];
    return warned({
      message: `firewalld is active: other machines must get through to the ports ${ports.join(' and ')}`,
      fix: `firewall-cmd --permanent ${ports.map((port) => `--add-port=${port}/tcp`).join(' ')} && firewall-cmd --reload`,
    });
  },
};
