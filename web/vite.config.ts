import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react(), pdfParts(), packed()],
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

const LargeBytes = 400_000;

/** Puts a packed copy beside each script and style, which the server hands to whoever can read it. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    // After everything else: what is packed is what is written.
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle).filter(file => /\.(js|css)$/.test(file))) {
        const path = join(dir!, name);
        const plain = readFileSync(path);
        // The last few percent of a large program cost as much time as all the rest of the build.
        const quality = plain.length > LargeBytes ? 9 : constants.BROTLI_MAX_QUALITY;
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
        );
      }
    },
  };
}

/**
 * Lays beside the page what PDF files need that do not bring it along: tables of characters and the usual fonts; and the program for JPEG 2000 in
 * plain script, because the policy of the page allows no other.
 */
function pdfParts(): Plugin {
  const modules = join(import.meta.dirname, 'node_modules/pdfjs-dist');
  const folders: Record<string, [from: string, wanted: RegExp]> = {
    cmaps: ['cmaps', /./],
    fonts: ['standard_fonts', /./],
    images: ['wasm', /^openjpeg_nowasm_fallback\.js$|OPENJPEG$/],
  };
  return {
    name: 'pdf-parts',
    apply: 'build',
    generateBundle() {
      for (const [place, [folder, wanted]] of Object.entries(folders)) {
        for (const file of readdirSync(join(modules, folder)).filter(name => wanted.test(name))) {
          const source = readFileSync(join(modules, folder, file));
          this.emitFile({ type: 'asset', fileName: `pdf/${place}/${file}`, source });
        }
      }
    },
  };
}
