// build.mjs OUT: bundles the page's script and style into OUT as graph.js and graph.css. The bytes depend on the
// sources and the versions of package.json alone.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [out = ''] = process.argv.slice(2);
const here = import.meta.dirname;
const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
// What is bundled carries its licence: of what package.json names, and of what that needs.
const bundled = [...Object.keys(dependencies), 'graphology-utils', 'events'].sort();
const licence = (name) => {
  const { version } = JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8'));
  const file = ['LICENSE.txt', 'LICENSE'].map((file) => join(here, 'node_modules', name, file)).find((file) => { try { readFileSync(file); return true; } catch { return false; } });
  return `${name} ${version}\n\n${readFileSync(file, 'utf8').trim()}`;
};
// By the sum a test without Node tells whether the bundle is that of the sources.
const sum = createHash('sha256');
for (const file of ['build.mjs', 'package.json', ...readdirSync(join(here, 'src')).sort().map((name) => `src/${name}`)]) {
  sum.update(`${file}\n`).update(readFileSync(join(here, file)));
}
const notice = `/*!\nBuilt from editors/graph of notes-lsp, whose files have the sum ${sum.digest('hex')}, and from these packages:\n\n${bundled.map(licence).join('\n\n')}\n*/`;
const common = { bundle: true, minify: true, target: ['chrome120', 'firefox120', 'safari17'], format: 'iife', charset: 'utf8', logLevel: 'warning', absWorkingDir: here, legalComments: 'none' };
const workers = {
  name: 'workers',
  setup(plugin) {
    plugin.onResolve({ filter: /^worker:/ }, ({ path }) => ({ path: path.slice('worker:'.length), namespace: 'worker' }));
    plugin.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
      const { outputFiles } = await build({ ...common, entryPoints: [join(here, 'src', path)], write: false });
      return { contents: outputFiles[0].text, loader: 'text' };
    });
  },
};
await build({ ...common, entryPoints: { graph: join(here, 'src/main.ts') }, outdir: out, plugins: [workers], banner: { js: notice } });
