import react from '@vitejs/plugin-react';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react(), packed()],
  build: {
    target: 'es2022',
    // Small files stay files: a strict content security policy has no place for data: fonts and scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  test: {
    // A test that needs a document says so in its first line: making one costs more than most tests.
    environment: 'node',
    pool: 'threads',
    // Else one core of two would be idle.
    maxWorkers: '100%',
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
    testTimeout: 40_000,
  },
});

/** Puts a packed copy beside each script and style, which the server hands to whoever can read it. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    // After everything else: what is packed is what is written.
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle).filter(file => /\.(js|css)$/.test(file))) {
        const path = join(dir!, name);
        writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path)));
      }
    },
  };
}
