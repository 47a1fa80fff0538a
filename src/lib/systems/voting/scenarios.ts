import type { NodeState } from '../../sim';
import { about, at, scenario, type VotingWorld as W } from './world';

const everyone = (w: W): NodeState[] => [...w.at.clients, ...w.at.servers];
const isDead = (w: W, id: string): boolean => w.node(id).mode.host === 'crashed';

const equal = about(everyone, ['ask', 'ballot']).when((w) => w.observed.right > 0)(
  'Two matching answers are enough. The third still arrives, but the client does not wait for it.',
);

export const scenarios = [
  scenario('healthy', 'Three servers, two matching votes', {
    story:
      'A client asks three servers each question and accepts the first value that two of them give.',
    watch: 'the tally under the client, and when it decides',
    seen: 'Every answer is right, and on average it arrives sooner than from a single server.',
    settings: { questions: 20 },
    captions: [
      equal,
      about(everyone, 'ballot').when((w) => w.observed.right >= 10)(
        'Ten questions, ten right answers, and no wait for the slowest of the three servers.',
      ),
    ],
  }),
  scenario('broken', 'Two matching lies', {
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
    captions: [
      equal,
      about(at('client-1', 'server-2'), 'ballot').when((w) => w.observed.outvoted > 0)(
        'Server 2 lies and is outvoted, two to one.',
      ),
      about(at('client-1', 'server-1', 'server-2')).when((w) => w.observed.silent > 0)(
        'Server 1 is dead. One honest vote and one lie are left: no value gets two votes, and the deadline passes.',
      ),
      about(at('client-1', 'server-1', 'server-2'), 'ballot').when((w) => w.observed.wrong > 0)(
        'Server 1 is back and tells the same lie. Two matching lies beat one honest vote, and the client cannot know.',
      ),
    ],
    shows: ['outvoted', 'no-quorum', 'unanimous-wrong'],
  }),
  scenario('fixed', 'Five servers, three matching votes, three versions', {
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
    captions: [
      about((w) => [...w.at.clients, ...at('server-2', 'server-3')(w)], 'ballot').when(
        (w) => w.observed.outvoted > 0,
      )('Three honest votes beat two matching lies.'),
      about(at('client-1', 'server-5')).when((w) => w.observed.silent > 0)(
        'An honest server crashes. Neither side reaches three votes: no answer is better than a wrong one.',
      ),
      about(at('server-1', 'server-4'), 'ballot').when((w) => w.observed.twins > 0)(
        'All servers are honest again, but version A has a bug: its two copies give the same wrong answer.',
      ),
      about(everyone, 'ballot').when(
        (w) =>
          w.observed.twins > 0 &&
          w.observed.last[0] === 'right' &&
          w.observed.decision?.against === 2,
      )('The three servers that run other versions outvote the bug.'),
    ],
    shows: ['outvoted', 'no-quorum', 'common-cause'],
  }),
  scenario('first-reply', 'The first reply wins', {
    story: 'Three servers, one liar, and the client accepts whichever answer comes first.',
    watch: 'how often the client is wrong',
    seen: 'A third of the answers are wrong: each of the three is equally likely to be first.',
    settings: { needed: 1, liars: 1, questions: 300, gapMs: 50 },
    seed: 7,
    captions: [
      about(at('client-1', 'server-3'), 'ballot').when((w) => w.observed.wrong > 0)(
        'Server 3 lies, and its answer happened to come first. Nobody compares it with the other two.',
      ),
      about(at('client-1', 'server-3'), 'ballot').when(
        (w) => w.observed.right + w.observed.wrong >= 200,
      )('After two hundred questions, about a third of the answers are wrong.'),
    ],
  }),
  scenario('slow', 'A slow server, and a vote that waits for it', {
    story:
      'Server 3 becomes twenty times slower. At first all three votes must match; later two are enough.',
    watch: 'questions without an answer',
    seen: 'A server that is alive and honest stops the service until two matching votes are enough.',
    settings: { needed: 3, questions: 24 },
    interventions: ['350ms slow server-3 x20', '1400ms set needed=2'],
    captions: [
      about(everyone, 'ballot').when((w) => w.observed.right > 0)(
        'All three must agree, so each answer is as slow as the slowest server.',
      ),
      about(at('client-1', 'server-3')).when((w) => w.observed.silent > 0)(
        'Server 3 is slow, not dead. Two matching votes are in, and the deadline passes while the client waits for the third.',
      ),
      about(everyone, 'ballot').when(
        (w) => w.settings.needed === 2 && w.observed.last[0] === 'right',
      )('Two of three are enough now, and the slow server does not matter.'),
    ],
    shows: ['no-quorum'],
  }),
  scenario('same-bug', 'Three copies of one bug', {
    story: 'Nobody lies and nothing crashes. The program gets one input in ten wrong.',
    watch: 'the votes against a wrong answer',
    seen: 'Every tenth answer is wrong and unanimous: copies of one program do not check each other.',
    settings: { bugPercent: 10, questions: 300, gapMs: 50 },
    seed: 3,
    captions: [
      about(everyone, 'ballot').when((w) => w.observed.unanimous > 0)(
        'All three servers are healthy, and all three give the same wrong answer: they run the same program.',
      ),
      about(everyone, 'ballot').when((w) => w.observed.wrong >= 10)(
        'Adding copies would not help: the bug would be in each of them.',
      ),
    ],
    shows: ['common-cause', 'unanimous-wrong'],
  }),
  scenario('versions', 'Three versions, and what they have in common', {
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
    captions: [
      about(everyone, 'ballot').when((w) => w.observed.outvoted > 0)(
        'One version has a bug on this input. The other two outvote it.',
      ),
      about(everyone, 'ballot').when((w) => w.observed.wrong > 0)(
        'This input misled all three teams in the same way. The versions differ, but their failures are not independent.',
      ),
    ],
    shows: ['outvoted', 'common-cause'],
  }),
  scenario('one-voter', 'Who checks the voter?', {
    story: 'Two clients leave the counting to one voter. It crashes, then comes back and lies.',
    watch: 'the three servers, which are healthy throughout',
    seen: 'Without the voter there is no answer, and its lies go through: it is a single point of failure.',
    settings: { judge: 'voter', clients: 2, questions: 20 },
    interventions: ['450ms crash voter', '950ms restart voter', '1350ms operate voter lie'],
    captions: [
      about((w) => [...w.at.clients, w.at.voter!], ['question', 'verdict']).when(
        (w) => w.observed.right > 0,
      )('The voter counts for both clients.'),
      about((w) => [...w.at.clients, w.at.voter!]).when(
        (w) => isDead(w, 'voter') && w.observed.silent > 0,
      )('The voter is down. All three servers are healthy, yet no client gets an answer.'),
      about((w) => [...w.at.clients, w.at.voter!], 'verdict').when((w) => w.observed.forged > 1)(
        'The voter is back and lies. All votes are honest, and both clients accept a wrong answer.',
      ),
    ],
    shows: ['voter-down', 'voter-forged'],
  }),
  scenario('own-vote', 'Each client counts for itself', {
    story: 'The same two clients ask the servers directly. Client 1 crashes for a second.',
    watch: 'the questions of client 2',
    seen: 'Client 2 does not notice: whoever counts fails together with the client that needs the answer.',
    settings: { clients: 2, questions: 25 },
    interventions: ['650ms crash client-1', '1650ms restart client-1'],
    captions: [
      about(everyone, ['ask', 'ballot']).when((w) => w.observed.right > 1)(
        'Each client asks every server and compares the answers itself. That doubles the messages.',
      ),
      about(at('client-1', 'client-2'), 'ballot').when(
        (w) =>
          isDead(w, 'client-1') &&
          w.node('client-2').mode.host === 'running' &&
          w.observed.right > 16,
      )(
        'Client 1 is down and its votes are not counted. Client 2 goes on: nothing stands between it and the servers.',
      ),
    ],
  }),
];
