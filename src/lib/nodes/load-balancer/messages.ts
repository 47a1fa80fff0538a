import type { Message, NodeRef, NodeRefs } from '../../sim';

/** Work for a server. `work` is its size: 1 takes a server's mean service time. `key` says whose it is. */
export interface Request extends Message {
  readonly type: 'request';
  readonly id: number;
  readonly work: number;
  readonly key: number;
}

/** The three answers: done, turned away because the queue is full (HTTP 503), failed (HTTP 500). */
export interface Answer extends Message {
  readonly type: 'response' | 'rejected' | 'error';
  readonly id: number;
}

/** A balancer's active health check and a server's answers to it. `busy` is the share of the time since the last one. */
export interface Check extends Message {
  readonly type: 'check';
  readonly round: number;
}
export interface CheckAnswer extends Message {
  readonly type: 'healthy' | 'unhealthy' | 'leaving';
  readonly round: number;
  readonly busy: number;
}

/** From the active balancer to the other one, as VRRP advertises. */
export interface Advertise extends Message {
  readonly type: 'advertise';
}
/** From a balancer that has taken the address over, to the clients. */
export interface Announce extends Message {
  readonly type: 'announce';
}

/** What the balancer tells the autoscaler: targets it has ejected, and the mean busy share of the others. */
export interface FleetReport extends Message {
  readonly type: 'report';
  readonly ejected: NodeRefs;
  readonly busy: number;
}

/** The autoscaler starts a machine and, once it runs, has the balancer take it in. */
export interface Boot extends Message {
  readonly type: 'boot';
}
export interface Register extends Message {
  readonly type: 'register';
  readonly server: NodeRef;
}
