import { message } from '../drawn';
import { planted } from '../fields';
import { defineSystem } from '../../sim';
import { challenge } from './challenge';
import { gauges } from './facts';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

export const system = defineSystem({
  id: 'load-balancer',
  title: 'Load balancer',
  summary:
    'Clients send requests at random times; a balancer spreads them over machines, each with one queue.',
  settings,
  topology,
  messages: {
    request: message.request('request', 'R'),
    response: message.reply('response', 'A'),
    rejected: message.error('rejected: queue full', 'N'),
    error: message.error('error', 'E'),
    check: message.heartbeat('health check', 'C'),
    healthy: message.ack('healthy', 'H'),
    unhealthy: message.error('unhealthy', 'U'),
    leaving: message.ack('draining', 'D'),
    advertise: message.heartbeat('advertisement', 'V'),
    announce: message.event('address taken over', 'T'),
    report: message.event('report', 'P'),
    boot: message.event('boot', 'B'),
    register: message.event('register', 'G'),
  },
  gauges,
  events: {},
  ...{ probes, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'open-loop Poisson arrivals from three clients; sizes drawn per request, the same under every policy',
      'one FIFO queue with a cap on each machine, before one worker or several',
      'the balancer’s own count of outstanding requests, late by the network’s delay',
      'health checks as messages, with thresholds; passive ejection; slow start; draining; panic threshold',
      'a standby balancer that takes over after three missed advertisements; an autoscaler with two spares',
    ],
    simplified: [
      'one hop time for all links, without loss unless a fault adds it',
      'a crashed machine is silent: requests wait for a time-out where a real host might refuse the connection at once',
      'health checks bypass the queue, so a slow machine passes them',
      'a draining machine tells the balancer with its next health check',
    ],
    notModelled: [
      'connections, TLS and connection reuse; the difference between layer 4 and layer 7',
      'processor sharing; caches that warm up',
      'retries by clients or by the balancer; sticky sessions; cross-zone costs',
    ],
  },
  bugs: [
    planted('blind', 'The list of machines to send to is not refreshed when one is ejected.'),
    planted(
      'double-send',
      'After 20 ms without an answer it asks a second machine and does not cancel the first.',
    ),
  ],
});
