import type { Verdict } from './verdicts';

/** One of the 27 questions, whether its page exists yet or not. Slugs and systems are a contract: links use them. */
export interface CatalogueEntry {
  readonly no: number;
  readonly slug: string;
  readonly system: string;
  readonly title: string;
  /** What it is about, in five words. */
  readonly words: string;
  readonly verdict: Verdict;
}

type Row = [slug: string, system: string, verdict: Verdict, title: string, words: string];

/* prettier-ignore */
const ROWS: readonly Row[] = [
  ['distributed-computing', 'ledger', 'PARTLY WRONG', 'What is distributed computing?', 'how many copies have it'],
  ['microservices', 'service-boundaries', 'PARTLY WRONG', 'What are microservices?', 'where to cut a system'],
  ['communication', 'contract-evolution', 'RIGHT BUT THIN', 'How do components communicate?', 'changing contracts while they run'],
  ['message-transports', 'transports', 'WRONG', 'How can two components pass messages?', 'four transports under one load'],
  ['parallel-vs-distributed', 'task-farm', 'PARTLY WRONG', 'How do parallel and distributed computing differ?', 'fast work that survives crashes'],
  ['distributed-transaction', 'atomic-commit', 'WRONG', 'Two services, one transaction: what is the main issue?', 'all or nothing, across machines'],
  ['eventual-consistency', 'outbox', 'WEAK', 'How else can two services agree?', 'getting there with a queue'],
  ['load-balancer', 'load-balancer', 'PARTLY WRONG', 'What is a load balancer, and why does it matter?', 'one million requests, five machines'],
  ['network-partition', 'partition', 'OURS', 'What happens when the network splits?', 'both sides think they live'],
  ['team-productivity', 'api-compatibility', 'WEAK', 'How does distribution help large teams?', 'changing without breaking each other'],
  ['fault-tolerance', 'voting', 'RIGHT BUT THIN', 'What is fault tolerance?', 'outvoting the one that lies'],
  ['data-replication', 'replication', 'WEAK', 'How does replication improve fault tolerance?', 'copies, lag and lost writes'],
  ['distributed-system', 'session-guarantees', 'RIGHT', 'What exactly is a distributed system?', 'reading what you just wrote'],
  ['characteristics', 'clocks', 'PARTLY WRONG', 'What characterises a distributed system?', 'no clock that all share'],
  ['examples', 'dns', 'OUTDATED', 'Which distributed systems are in use today?', 'names, caches and stale answers'],
  ['disadvantages', 'call-chain', 'PARTLY WRONG', 'What are the disadvantages?', 'retries that multiply into outages'],
  ['mobile-vs-ubiquitous', 'lease-registry', 'WRONG', 'How do mobile and ubiquitous computing differ?', 'devices that come and go'],
  ['openness', 'interoperability', 'WEAK', 'Why is openness needed?', 'parts from vendors that fit'],
  ['security-mechanisms', 'message-security', 'RIGHT BUT THIN', 'Which security mechanisms are there?', 'what each seal really stops'],
  ['providing-security', 'service-under-attack', 'PARTLY WRONG', 'How is security provided?', 'staying up while under attack'],
  ['scalability', 'coordination-cost', 'WEAK', 'What is scalability?', 'when more machines mean less'],
  ['system-models', 'system-models', 'PARTLY WRONG', 'Which system models are there?', 'what timeouts may safely assume'],
  ['middleware', 'remote-procedure-call', 'RIGHT BUT THIN', 'Why is middleware used?', 'calls that run twice'],
  ['protocol', 'sliding-window', 'RIGHT BUT THIN', 'What is a protocol?', 'windows, losses and lost time'],
  ['mobile-computing', 'offline-sync', 'PARTLY WRONG', 'What is mobile and ubiquitous computing?', 'edits made while offline meet'],
  ['challenges', 'game-day', 'PARTLY WRONG', 'What are the challenges?', 'everything fails on one day'],
  ['advantages', 'capacity-planning', 'WEAK', 'What are the main advantages?', 'what more machines really buy'],
];

/** All 27, by number. */
export const CATALOGUE: readonly CatalogueEntry[] = ROWS.map(
  ([slug, system, verdict, title, words], i) => ({
    no: i + 1,
    slug,
    system,
    title,
    words,
    verdict,
  }),
);

/** The folder of a question: its number in two digits, then its slug. */
export function folderOf({ no, slug }: { no: number; slug: string }): string {
  return `${String(no).padStart(2, '0')}-${slug}`;
}
