import type { Topology } from '../../sim';
import { balanced } from './balanced';
import type { TransportSettings } from './settings';
import { sideBySide } from './side-by-side';

export const topology = (s: TransportSettings): Topology =>
  s.balancing === 'none' ? sideBySide(s) : balanced(s);
