import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import page from './lint/texts.js';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts', 'public'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  jsxA11y.flatConfigs.recommended,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What scrolls by itself must be reached by keyboard.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: ['pre'], roles: ['group'] }],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
    },
  },
  {
    files: [
      'src/{chat,composer,turns,markdown,citations,windowing,shell,ui,api,auth,knowledge,viewer,explain,limits,settings,conversations,search,share,palette,shortcuts,live}/**/*.{ts,tsx}',
    ],
    ignores: ['**/*.test.*'],
    plugins: { page },
    rules: { 'page/texts': 'error' },
  },
);
