import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
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
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
    testTimeout: 40_000,
  },
});
