// Imports point one way. A room may import itself and the rooms named beside it; a test may import anything.
const ROOMS = {
  sim: [],
  wire: [],
  link: ['sim'],
  nodes: ['sim', 'wire'],
  checkers: ['sim'],
  evidence: ['sim'],
  systems: ['nodes', 'sim', 'checkers', 'wire', 'evidence'],
  hunt: ['systems', 'nodes', 'sim', 'checkers'],
  player: ['sim', 'systems'],
  ui: [],
  views: ['sim', 'ui'],
  study: ['ui', 'content'],
  widget: ['player', 'views', 'ui', 'sim', 'systems', 'hunt', 'checkers', 'link'],
  site: ['widget', 'study', 'ui', 'content', 'sim', 'systems'],
};
/** Rooms that run in a terminal, in a worker and in a page alike; a system's own view is none of them. */
const PURE = 'sim|wire|link|nodes|checkers|systems|hunt|evidence';
const VIEW = '^src/lib/systems/[^/]+/view/';
const TEST = '\\.(test|spec)\\.ts$';

/** @param {string} room */
const place = (room) => (room === 'content' ? '^src/content/' : `^src/lib/${room}/`);

const rooms = Object.entries(ROOMS).map(([room, may]) => ({
  name: `${room}-imports`,
  comment: `src/lib/${room} may import ${may.join(', ') || 'nothing'} of ours besides itself.`,
  severity: 'error',
  from: { path: place(room), pathNot: [TEST, VIEW] },
  to: { path: '^src/', pathNot: [room, ...may].map(place) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'sim-stands-alone',
      comment: 'The kernel imports no package at all.',
      severity: 'error',
      from: { path: '^src/lib/sim/', pathNot: TEST },
      to: { pathNot: '^src/lib/sim/' },
    },
    {
      name: 'no-page-in-a-run',
      comment: 'A run is computed without Svelte, D3 or a page.',
      severity: 'error',
      from: { path: `^src/lib/(${PURE})/`, pathNot: [TEST, VIEW] },
      to: { path: '(node_modules/(svelte|@sveltejs|d3-)|\\.svelte$|^\\$app)' },
    },
    {
      name: 'systems-stand-apart',
      comment:
        'A system never imports another one: what two of them use is a part in src/lib/nodes.',
      severity: 'error',
      from: { path: '^src/lib/systems/([^/]+)/' },
      to: { path: '^src/lib/systems/[^/]+/', pathNot: '^src/lib/systems/$1/' },
    },
    {
      name: 'a-system-has-one-door',
      comment: 'Others know a system by its index.ts, its evidence.ts and its view/index.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/lib/systems/', TEST] },
      to: {
        path: '^src/lib/systems/[^/]+/',
        pathNot: '^src/lib/systems/[^/]+/(index|evidence|view/index)\\.ts$',
      },
    },
    {
      name: 'view-imports',
      comment:
        'A system’s own view may import that system, the shared parts, views, controls, links to runs and the kernel.',
      severity: 'error',
      from: { path: VIEW, pathNot: TEST },
      to: {
        path: '^src/',
        pathNot: ['systems', 'nodes', 'sim', 'wire', 'link', 'views', 'ui'].map(place),
      },
    },
    {
      name: 'no-view-in-a-run',
      comment: 'A system’s own view is fetched when it is opened, never with the system.',
      severity: 'error',
      from: { path: '^src/lib/systems/', pathNot: [VIEW, TEST] },
      to: { path: VIEW },
    },
    {
      name: 'content-imports',
      comment: 'Questions name systems by id; the check at build time reads their registry.',
      severity: 'error',
      from: { path: '^src/content/', pathNot: TEST },
      to: { path: '^src/', pathNot: '^src/(content|lib/(systems|sim))/' },
    },
    {
      name: 'cli-has-no-page',
      comment: 'The terminal runs the kernel, not the site: no component, however far down.',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: TEST },
      to: { path: '\\.svelte(\\.ts)?$', reachable: true },
    },
    {
      name: 'nobody-imports-a-page',
      comment: 'Routes are the top: what two pages share belongs to a room in src/lib.',
      severity: 'error',
      from: { path: '^src/lib/', pathNot: TEST },
      to: { path: '^src/(routes|cli)/' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        couldNotResolve: true,
        pathNot: '^(\\$app|\\$service-worker|virtual:|\\./\\$types)|\\?',
      },
    },
    {
      name: 'shipped-is-not-dev',
      comment: 'What the site ships belongs in dependencies.',
      severity: 'error',
      from: { path: '^src/(lib|routes)/', pathNot: ['\\.test\\.ts$', '\\.server\\.ts$'] },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/(svelte|@sveltejs|@types)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.svelte-kit|build|\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'scripts/lib/imports.tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'default', 'types'],
    },
  },
};
