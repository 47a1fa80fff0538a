import type { Caption, NodeState, Scenario } from '../../sim';
import type { VotingWorld as W } from './world';

type C = Caption<W>;

const at =
  (...ids: string[]) =>
  (w: W): NodeState[] =>
    ids.map((id) => w.node(id));
const everyone = (w: W): NodeState[] => [...w.at.clients, ...w.at.servers];
const isDead = (w: W, id: string): boolean => w.node(id).mode.host === 'crashed';

const equal: C = {
  text: 'Two matching answers are enough. The third still arrives, but the client does not wait for it.',
  when: (w) => w.observed.right > 0,
  about: everyone,
  messages: ['ask', 'ballot'],
};

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'Three servers, two matching votes',
    story:
      'A client asks three servers each question and accepts the first value that two of them give.',
    watch: 'the tally under the client, and when it decides',
    seen: 'Every answer is right, and on average it arrives sooner than from a single server.',
    settings: { questions: 20 },
    interventions: [],
    until: null,
    captions: [
      equal,
      {
        text: 'Ten questions, ten right answers, and no wait for the slowest of the three servers.',
        when: (w) => w.observed.right >= 10,
        about: everyone,
        messages: ['ballot'],
      },
    ],
  },
  {
    id: 'broken',
    title: 'Two matching lies',
    story:
      'Two of three votes decide. Server 2 starts to lie, server 1 crashes, and after its restart it colludes with server 2.',
    watch: 'the tally under the client after each change',
    seen: 'One liar is outvoted. One liar and one crash leave no answer. Two liars who agree win every vote.',
    settings: { questions: 20 },
    interventions: [
      '350ms operate server-2 collude',
      '850ms crash server-1',
      '1350ms restart server-1',
      '1350ms operate server-1 collude',
    ],
    until: null,
    captions: [
      equal,
      {
        text: 'Server 2 lies and is outvoted, two to one.',
        when: (w) => w.observed.outvoted > 0,
        about: at('client-1', 'server-2'),
        messages: ['ballot'],
      },
      {
        text: 'Server 1 is dead. One honest vote and one lie are left: no value gets two votes, and the deadline passes.',
        when: (w) => w.observed.silent > 0,
        about: at('client-1', 'server-1', 'server-2'),
      },
      {
        text: 'Server 1 is back and tells the same lie. Two matching lies beat one honest vote, and the client cannot know.',
        when: (w) => w.observed.wrong > 0,
        about: at('client-1', 'server-1', 'server-2'),
        messages: ['ballot'],
      },
    ],
    shows: ['outvoted', 'no-quorum', 'unanimous-wrong'],
  },
  {
    id: 'fixed',
    title: 'Five servers, three matching votes, three versions',
    story: 'The same two liars, then a crash as well, then a bug in one version of the program.',
    watch: 'the tally under the client after each change',
    seen: 'No wrong answer is accepted. With two liars and a crash there is no answer, which is the safe way to fail.',
    settings: { servers: 5, needed: 3, versions: 3, questions: 25 },
    interventions: [
      '350ms operate server-2 collude',
      '350ms operate server-3 collude',
      '850ms crash server-5',
      '1350ms restart server-5',
      '1350ms operate server-2 reform',
      '1350ms operate server-3 reform',
      '1850ms set bugPercent=100',
    ],
    until: null,
    captions: [
      {
        text: 'Three honest votes beat two matching lies.',
        when: (w) => w.observed.outvoted > 0,
        about: (w) => [...w.at.clients, ...at('server-2', 'server-3')(w)],
        messages: ['ballot'],
      },
      {
        text: 'An honest server crashes. Neither side reaches three votes: no answer is better than a wrong one.',
        when: (w) => w.observed.silent > 0,
        about: at('client-1', 'server-5'),
      },
      {
        text: 'All servers are honest again, but version A has a bug: its two copies give the same wrong answer.',
        when: (w) => w.observed.twins > 0,
        about: at('server-1', 'server-4'),
        messages: ['ballot'],
      },
      {
        text: 'The three servers that run other versions outvote the bug.',
        when: (w) =>
          w.observed.twins > 0 &&
          w.observed.last[0] === 'right' &&
          w.observed.decision?.against === 2,
        about: everyone,
        messages: ['ballot'],
      },
    ],
    shows: ['outvoted', 'no-quorum', 'common-cause'],
  },
  {
    id: 'first-reply',
    title: 'The first reply wins',
    story: 'Three servers, one liar, and the client accepts whichever answer comes first.',
    watch: 'how often the client is wrong',
    seen: 'A third of the answers are wrong: each of the three is equally likely to be first.',
    settings: { needed: 1, liars: 1, questions: 300, gapMs: 50 },
    seed: 7,
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Server 3 lies, and its answer happened to come first. Nobody compares it with the other two.',
        when: (w) => w.observed.wrong > 0,
        about: at('client-1', 'server-3'),
        messages: ['ballot'],
      },
      {
        text: 'After two hundred questions, about a third of the answers are wrong.',
        when: (w) => w.observed.right + w.observed.wrong >= 200,
        about: at('client-1', 'server-3'),
        messages: ['ballot'],
      },
    ],
  },
  {
    id: 'slow',
    title: 'A slow server, and a vote that waits for it',
    story:
      'Server 3 becomes twenty times slower. At first all three votes must match; later two are enough.',
    watch: 'questions without an answer',
    seen: 'A server that is alive and honest stops the service until two matching votes are enough.',
    settings: { needed: 3, questions: 24 },
    interventions: ['350ms slow server-3 x20', '1400ms set needed=2'],
    until: null,
    captions: [
      {
        text: 'All three must agree, so each answer is as slow as the slowest server.',
        when: (w) => w.observed.right > 0,
        about: everyone,
        messages: ['ballot'],
      },
      {
        text: 'Server 3 is slow, not dead. Two matching votes are in, and the deadline passes while the client waits for the third.',
        when: (w) => w.observed.silent > 0,
        about: at('client-1', 'server-3'),
      },
      {
        text: 'Two of three are enough now, and the slow server does not matter.',
        when: (w) => w.settings.needed === 2 && w.observed.last[0] === 'right',
        about: everyone,
        messages: ['ballot'],
      },
    ],
    shows: ['no-quorum'],
  },
  {
    id: 'same-bug',
    title: 'Three copies of one bug',
    story: 'Nobody lies and nothing crashes. The program gets one input in ten wrong.',
    watch: 'the votes against a wrong answer',
    seen: 'Every tenth answer is wrong and unanimous: copies of one program do not check each other.',
    settings: { bugPercent: 10, questions: 300, gapMs: 50 },
    seed: 3,
    interventions: [],
    until: null,
    captions: [
      {
        text: 'All three servers are healthy, and all three give the same wrong answer: they run the same program.',
        when: (w) => w.observed.unanimous > 0,
        about: everyone,
        messages: ['ballot'],
      },
      {
        text: 'Adding copies would not help: the bug would be in each of them.',
        when: (w) => w.observed.wrong >= 10,
        about: everyone,
        messages: ['ballot'],
      },
    ],
    shows: ['common-cause', 'unanimous-wrong'],
  },
  {
    id: 'versions',
    title: 'Three versions, and what they have in common',
    story:
      'Three versions by three teams, each wrong on one input in ten. A third of those inputs mislead all three teams alike.',
    watch: 'wrong answers, compared with three copies of one program',
    seen: 'About 3 % of the answers are wrong instead of 10 %. Separate bugs are outvoted; a misleading specification is not.',
    settings: {
      versions: 3,
      bugIn: 'every',
      bugPercent: 10,
      sharedPercent: 33,
      questions: 300,
      gapMs: 50,
    },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'One version has a bug on this input. The other two outvote it.',
        when: (w) => w.observed.outvoted > 0,
        about: everyone,
        messages: ['ballot'],
      },
      {
        text: 'This input misled all three teams in the same way. The versions differ, but their failures are not independent.',
        when: (w) => w.observed.wrong > 0,
        about: everyone,
        messages: ['ballot'],
      },
    ],
    shows: ['outvoted', 'common-cause'],
  },
  {
    id: 'one-voter',
    title: 'Who checks the voter?',
    story: 'Two clients leave the counting to one voter. It crashes, then comes back and lies.',
    watch: 'the three servers, which are healthy throughout',
    seen: 'Without the voter there is no answer, and its lies go through: it is a single point of failure.',
    settings: { judge: 'voter', clients: 2, questions: 20 },
    interventions: ['450ms crash voter', '950ms restart voter', '1350ms operate voter lie'],
    until: null,
    captions: [
      {
        text: 'The voter counts for both clients.',
        when: (w) => w.observed.right > 0,
        about: (w) => [...w.at.clients, w.at.voter!],
        messages: ['question', 'verdict'],
      },
      {
        text: 'The voter is down. All three servers are healthy, yet no client gets an answer.',
        when: (w) => isDead(w, 'voter') && w.observed.silent > 0,
        about: (w) => [...w.at.clients, w.at.voter!],
      },
      {
        text: 'The voter is back and lies. All votes are honest, and both clients accept a wrong answer.',
        when: (w) => w.observed.forged > 1,
        about: (w) => [...w.at.clients, w.at.voter!],
        messages: ['verdict'],
      },
    ],
    shows: ['voter-down', 'voter-forged'],
  },
  {
    id: 'own-vote',
    title: 'Each client counts for itself',
    story: 'The same two clients ask the servers directly. Client 1 crashes for a second.',
    watch: 'the questions of client 2',
    seen: 'Client 2 does not notice: whoever counts fails together with the client that needs the answer.',
    settings: { clients: 2, questions: 25 },
    interventions: ['650ms crash client-1', '1650ms restart client-1'],
    until: null,
    captions: [
      {
        text: 'Each client asks every server and compares the answers itself. That doubles the messages.',
        when: (w) => w.observed.right > 1,
        about: everyone,
        messages: ['ask', 'ballot'],
      },
      {
        text: 'Client 1 is down and its votes are not counted. Client 2 goes on: nothing stands between it and the servers.',
        when: (w) =>
          isDead(w, 'client-1') &&
          w.node('client-2').mode.host === 'running' &&
          w.observed.right > 16,
        about: at('client-1', 'client-2'),
        messages: ['ballot'],
      },
    ],
  },
];
