import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Where a run is computed: the same bits in every engine, so nothing here may differ between two of them. */
const PURE = ['sim', 'wire', 'nodes', 'systems', 'checkers', 'hunt'].map(
  (room) => `src/lib/${room}/**/*.ts`,
);
/** A system's own view is drawn in a page; its figures are held to tolerances. */
const OWN_VIEWS = ['src/lib/systems/*/view/**', 'src/lib/systems/*/evidence{.ts,/**}'];
const TESTS = ['**/*.test.ts', '**/*.spec.ts', 'tests/**'];

const INEXACT =
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh';

const impureProperties = [
  {
    object: 'Math',
    property: 'random',
    message: 'Draw from the named random streams of sim/random.',
  },
  ...INEXACT.split(' ').map((property) => ({
    object: 'Math',
    property,
    message: 'Engines round it differently: use the portable ln and the samplers of sim/random.',
  })),
  { property: 'localeCompare', message: 'Depends on the reader: compare with < and >.' },
];

const VIRTUAL = 'Time here is virtual: use the kernel’s clock.';
const COMMAND = 'Issue a command on `out`: the kernel owns timers.';
const NO_DOM = 'No browser here: the same code runs in a worker and in the terminal.';
const impureGlobals = [
  ...['Date', 'performance'].map((name) => ({ name, message: VIRTUAL })),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'].map(
    (name) => ({ name, message: COMMAND }),
  ),
  ...['window', 'document', 'navigator', 'localStorage', 'location', 'fetch', 'crypto', 'Intl'].map(
    (name) => ({ name, message: NO_DOM }),
  ),
];

const INEXACT_SYNTAX = [
  {
    // Powers of two are exact everywhere.
    selector: "BinaryExpression[operator='**']:not([left.value=2])",
    message: 'Engines round powers differently: multiply, or use a constant.',
  },
  {
    selector: "CallExpression[callee.property.name='toLocaleString'][arguments.length=0]",
    message: 'Depends on the reader: name the locale, or format it in the view.',
  },
];

export default ts.config(
  {
    ignores: ['build/', '.svelte-kit/', '.cache/', 'node_modules/', 'test-results/', 'coverage/'],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-undef': 'off',
      'no-console': ['error', { allow: ['error', 'warn'] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-this-alias': 'off',
      // svelte-check says the same, and knows the compiler's own codes.
      'svelte/no-unused-svelte-ignore': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A static host has no server to resolve against; `resolve()` is for pages, hashes and other sites need none.
      'svelte/no-navigation-without-resolve': 'off',
      // A URL, a Map or a Date inside a function is no state.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] },
    },
  },
  {
    files: PURE,
    ignores: [...TESTS, ...OWN_VIEWS],
    rules: {
      'no-restricted-properties': ['error', ...impureProperties],
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-syntax': ['error', ...INEXACT_SYNTAX],
    },
  },
  {
    // What a cast hides, a type should say: see src/lib/sim/kind.ts.
    files: ['src/lib/nodes/**/*.ts', 'src/lib/systems/**/*.ts'],
    ignores: [...TESTS, ...OWN_VIEWS],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...INEXACT_SYNTAX,
        {
          selector: 'TSAsExpression > TSNeverKeyword',
          message: 'A blind cast: let the kind, the parts or the observer say the type.',
        },
        {
          selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
          message: 'A blind cast: let the kind, the parts or the observer say the type.',
        },
      ],
    },
  },
  {
    files: ['src/cli/**', 'scripts/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: TESTS,
    // Playwright reads what a fixture needs from its first parameter, which must be a pattern even when empty.
    rules: { 'max-lines-per-function': 'off', 'no-empty-pattern': 'off' },
  },
);
