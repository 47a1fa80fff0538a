import { bothWays, layOut, ms, one } from '../../sim';
import { channel } from './nodes/channel';
import { receiver } from './nodes/receiver';
import { sender } from './nodes/sender';
import { protocolOf } from './protocol/protocol';
import { rulesOf } from './protocol/rules';
import type { WindowSettings } from './settings';

export const topology = (s: WindowSettings) =>
  layOut({ sender: one(sender), channel: one(channel), receiver: one(receiver) }, (at) => {
    const protocol = protocolOf(s);
    const rules = rulesOf(protocol);
    const half = ms(s.oneWayMs / 2);
    const byHand = s.schedule === 'hand';
    return {
      nodes: {
        sender: () => ({
          id: 'sender',
          label: 'sender',
          shape: 'client',
          layer: 0,
          source: true,
          options: {
            channel: at.channel,
            protocol,
            rules: rules.sender,
            messages: s.messages,
            packetTime: ms(s.packetMs),
            timeout: ms(s.rtoMs),
            measures: s.timer === 'measured',
            linger: ms(2 * (s.oneWayMs + s.reorderMs) + s.messages * s.packetMs),
            byHand,
          },
        }),
        channel: () => ({
          id: 'channel',
          label: 'channel',
          shape: 'queue',
          layer: 1,
          options: {
            sender: at.sender,
            receiver: at.receiver,
            loss: s.lossPercent / 100,
            duplication: s.duplicatePercent / 100,
            reorder: ms(s.reorderMs),
            byHand,
          },
        }),
        receiver: () => ({
          id: 'receiver',
          label: 'receiver',
          shape: 'server',
          layer: 2,
          options: {
            channel: at.channel,
            protocol,
            rules: rules.receiver,
            forgets: s.memory === 'memory',
          },
        }),
      },
      links: [...bothWays(at.sender, at.channel, half), ...bothWays(at.channel, at.receiver, half)],
    };
  });
