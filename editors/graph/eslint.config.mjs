import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '*.mjs'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  // Nodes are indices into lists of one length, which the compiler can't know.
  { rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  // node:test returns promises that it waits for itself.
  { files: ['test/**'], rules: { '@typescript-eslint/no-floating-promises': 'off' } },
);
