import type { Behaviour } from '../../../sim';
import { nodeMachine, off, well } from '../../../nodes/machine';
import type { Page, Shutdown, Visit } from './messages';

const machine = nodeMachine('dns-site', {
  serving: well('serves pages', { STOP: 'off' }),
  off: off('switched off; nobody answers here', { START: 'serving' }),
});

interface SiteKind {
  machine: typeof machine;
  durable: { visits: number };
  takes: Visit | Shutdown;
  sends: Page;
}

/** A web server, to which a name leads. */
export const site: Behaviour<SiteKind> = {
  kind: 'dns-site',
  diskless: true,
  machine,
  durable: () => ({ visits: 0 }),
  roles: {
    serving: {
      message({ durable }, message, from, out) {
        if (message.type === 'shutdown') return out.become('STOP');
        durable.visits++;
        out.send(from, { type: 'page', no: message.no });
      },
      operate(_node, operation, _argument, out) {
        if (operation === 'stop') out.become('STOP');
      },
    },
    off: {
      message: 'ignores',
      operate(_node, operation, _argument, out) {
        if (operation === 'start') out.become('START');
      },
    },
  },
  operations: [
    { id: 'stop', title: 'Switch off' },
    { id: 'start', title: 'Switch on' },
  ],
};
