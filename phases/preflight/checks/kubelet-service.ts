import { detectInitSystem } from '../../../pkg/initsystem/init-system.ts';
import { serviceState } from '../../../pkg/initsystem/service-state.ts';
import { FINE, warned, type Check } from '../check.ts';

export const kubeletService: Check = {
  name: 'Service-kubelet',
  async run(view) {
    const initSystem = await detectInitSystem(view);
    if (initSystem === undefined) {
      const message = 'there is neither systemd nor OpenRC: nothing can start the kubelet for you';
      return warned({ message, fix: 'start the kubelet by your own means, once its files are written' });
    }
    const services = serviceState(view, initSystem);
    if (!(await services.exists('kubelet'))) {
      return warned({
        message: `${initSystem} knows no service "kubelet"`,
        fix: 'install the kubelet from a package that brings its service',
      });
    }
    if (await services.isEnabled('kubelet')) return FINE;
    const message = 'the kubelet does not start when the machine boots';
    return warned({ message, fix: services.enableCommand('kubelet') });
  },
};
